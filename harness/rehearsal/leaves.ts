/** A value inside a message, under its dotted path. */
export interface Leaf {
  readonly path: string;
  readonly value: string | number;
}

const DEPTH = 4;
const MOST = 200;

/** The messages in a text: an object, a list of them, or one a line. What is no JSON object is left out. */
export function objectsIn(text: string): readonly Readonly<Record<string, unknown>>[] {
  const whole = parse(text);
  const values = whole === undefined ? text.split("\n").map(parse) : [whole].flat();
  return values.filter(isObject);
}

/** Texts and numbers of a message, lists left out, at most four levels deep. */
export function leavesOf(message: Readonly<Record<string, unknown>>): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const walk = (value: unknown, path: string, depth: number): void => {
    if (leaves.length >= MOST) return;
    if (typeof value === "string" || typeof value === "number") leaves.push({ path, value });
    else if (isObject(value) && depth < DEPTH) {
      for (const [key, inner] of Object.entries(value)) {
        // A key with a dot in it cannot be named by a dotted path.
        if (!key.includes(".")) walk(inner, path === "" ? key : `${path}.${key}`, depth + 1);
      }
    }
  };
  walk(message, "", 0);
  return leaves;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
