/**
 * The number that stands in a text between two places.
 *
 * @param base 36 or less; letters count in either case
 * @param text whose characters there are known to be digits to that base: nobody looks again
 */
export function numberAt(text: string, base: number, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at += 1) number = number * base + valueOf(text.charCodeAt(at));
  return number;
}

/** Of a digit, by its code. */
function valueOf(unit: number): number {
  return unit <= 0x39 ? unit - 0x30 : (unit | 0x20) - 0x57;
}
