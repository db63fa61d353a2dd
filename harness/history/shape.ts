/** Whether a decoded JSON value is what a field holds, and how to say what it should have been. */
export interface Shape {
  readonly name: string;
  fits(value: unknown): boolean;
}

/** A shape for every field of `T`: a field added to the type and forgotten here does not compile. */
export type Fields<T> = Readonly<Record<keyof T, Shape>>;

export const text: Shape = { name: "a text", fits: (value) => typeof value === "string" };

export const textOrNull: Shape = {
  name: "a text or null",
  fits: (value) => value === null || typeof value === "string",
};

export const number: Shape = { name: "a number", fits: (value) => typeof value === "number" };

export const numberOrNull: Shape = {
  name: "a number or null",
  fits: (value) => value === null || typeof value === "number",
};

/** A count or a position: 0, 1, 2 … */
export const whole: Shape = { name: "a whole number", fits: isWhole };

export const wholeOrNull: Shape = {
  name: "a whole number or null",
  fits: (value) => value === null || isWhole(value),
};

export const flag: Shape = { name: "true or false", fits: (value) => typeof value === "boolean" };

export const record: Shape = { name: "an object", fits: isRecord };

export function literal(expected: string | number | boolean): Shape {
  return { name: JSON.stringify(expected), fits: (value) => value === expected };
}

export function among<T extends string>(words: Readonly<Record<T, true>>): Shape {
  const known: ReadonlySet<unknown> = new Set(Object.keys(words));
  return { name: `one of ${[...known].join(", ")}`, fits: (value) => known.has(value) };
}

export function optional(shape: Shape): Shape {
  return { name: shape.name, fits: (value) => value === undefined || shape.fits(value) };
}

export function list(shape: Shape): Shape {
  return {
    name: `a list, each ${shape.name}`,
    fits: (value) => Array.isArray(value) && value.every((item) => shape.fits(item)),
  };
}

/** An object whose every value has this shape, under any key. */
export function dictionary(shape: Shape): Shape {
  return {
    name: `an object, each value ${shape.name}`,
    fits: (value) => isRecord(value) && Object.values(value).every((item) => shape.fits(item)),
  };
}

/** An object with these fields. More are allowed: later versions may add some. */
export function object<T>(fields: Fields<T>): Shape {
  const entries = Object.entries<Shape>(fields);
  return {
    name: `an object with ${entries.map(([key]) => key).join(", ")}`,
    fits: (value) => isRecord(value) && entries.every(([key, shape]) => shape.fits(value[key])),
  };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isWhole(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
