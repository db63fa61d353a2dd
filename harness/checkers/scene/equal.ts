/** Whether two values of JSON are equal; the order of keys does not matter. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, at) => equal(item, b[at]));
  }
  return sameFields(a as Fields, b as Fields, null);
}

/** Whether two payloads are equal, but for a time stamp: a copy may be stamped when it is sent again. */
export function samePayload(a: Fields, b: Fields): boolean {
  return sameFields(a, b, "timestamp");
}

type Fields = Readonly<Record<string, unknown>>;

function sameFields(a: Fields, b: Fields, except: string | null): boolean {
  const keys = Object.keys(a).filter((key) => key !== except);
  const others = Object.keys(b).filter((key) => key !== except);
  return (
    keys.length === others.length &&
    keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]))
  );
}
