import { mayHoldJwt } from "./jwt.ts";
import type { TokenSearch } from "./tokens.ts";

/** The text without any token: the known ones are named by their user, and all that looks like a JWT goes. */
export function redactTokens(text: string, search: TokenSearch): string {
  return redactJwts(search.redact(text));
}

/** The text with everything of the shape of a JWT replaced by `[jwt]`. Linear in its length. */
export function redactJwts(text: string): string {
  if (!mayHoldJwt(text)) return text;
  return text.replace(/eyJ[\w-]+(\.[\w-]{2,}\.[\w-]*)?/g, (found, rest?: string) =>
    rest === undefined ? found : "[jwt]",
  );
}
