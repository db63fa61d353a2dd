/** Levels of nesting that are taken: what comes after us (codecs, schemas) may recurse. */
export const MAX_DEPTH = 64;

/** What stands where a level too deep was. */
const TOO_DEEP = "…";

/** Whether a text can be nested too deeply at all: that takes more opening brackets than levels. */
export function mayBeDeep(text: string): boolean {
  let brackets = 0;
  for (const bracket of ["{", "["]) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      brackets += 1;
      if (brackets > MAX_DEPTH) return true;
    }
  }
  return false;
}

/**
 * Takes away what is nested too deeply, in the value itself: an event is no less received for a result that goes
 * on and on. Level by level, without recursion: a hostile text must not exhaust the stack.
 */
export function cutDepth(value: unknown): void {
  let level = [value].filter(isContainer);
  for (let depth = 1; level.length > 0; depth += 1) {
    const next: object[] = [];
    for (const container of level) {
      for (const [key, child] of Object.entries(container)) {
        if (!isContainer(child)) continue;
        if (depth < MAX_DEPTH) next.push(child);
        // Defined and not assigned: `__proto__` is a key like others.
        else Object.defineProperty(container, key, { ...PLAIN, value: TOO_DEEP });
      }
    }
    level = next;
  }
}

const PLAIN = { configurable: true, enumerable: true, writable: true } as const;

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
