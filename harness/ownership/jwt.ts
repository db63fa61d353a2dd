/**
 * Whether a text may hold a JWT, which begins with `eyJ`. Its `yJ` is sought first: a search stops at every character
 * that what is sought begins with, and an `e` is everywhere.
 */
export function mayHoldJwt(text: string): boolean {
  return text.includes("yJ") && text.includes("eyJ");
}
