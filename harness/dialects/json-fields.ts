/** An object as JSON gives it: any key, any value, none of it trusted. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A dotted path, or several: then the first counts at which something stands. */
export type Path = string | readonly string[];

/** Reads what stands at a path, split once and not for every message. Only own keys count. */
export function reader(path: Path): (fields: Fields) => unknown {
  if (typeof path === "string") return readerOf(path);
  const readers = path.map(readerOf);
  return (fields) => {
    for (const read of readers) {
      const value = read(fields);
      if (isSaid(value)) return value;
    }
    return undefined;
  };
}

/** Servers say "nothing" as null and as an empty text, too. */
export function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

function readerOf(path: string): (fields: Fields) => unknown {
  const [first = "", ...rest] = path.split(".");
  if (rest.length === 0 && first in Object.prototype) return (fields) => own(fields, first);
  if (rest.length === 0) return (fields) => fields[first];
  return (fields) => {
    let value = own(fields, first);
    for (const key of rest) {
      if (!isFields(value)) return undefined;
      value = own(value, key);
    }
    return value;
  };
}

function own(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

/**
 * An id is a text or a number; an empty one is none. Whole numbers from 2^53 on are none either: when they
 * were read, neighbours became one, and two things of one name would be taken for one thing.
 */
export function asId(value: unknown): string | null {
  if (typeof value === "string") return value === "" ? null : value;
  const told = typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return told ? String(value) : null;
}

/** A whole number, also when it came as text. */
export function asInteger(value: unknown): number | null {
  const number = typeof value === "string" && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : null;
}

/** ISO 8601 as servers write it: any number of decimals, a blank for the T, the zone left out. */
const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * Milliseconds since the epoch, from seconds (below 1e11), milliseconds, microseconds (from 1e14),
 * nanoseconds (from 1e17), or an ISO 8601 text; one without a zone is taken as UTC.
 */
export function asTime(value: unknown): number | null {
  if (typeof value === "string") {
    if (/^\d{1,19}(\.\d+)?$/.test(value)) return asTime(Number(value));
    const match = ISO.exec(value);
    if (!match) return null;
    const time = Date.parse(match[1] === undefined ? `${value}Z` : value);
    return Number.isFinite(time) ? time : null;
  }
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0) return null;
  if (value < 1e11) return value * 1_000;
  if (value < 1e14) return value;
  return value < 1e17 ? value / 1e3 : value / 1e6;
}
