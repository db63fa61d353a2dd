/** The same keys, and no value that is undefined. */
export type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the keys that hold nothing: spread over defaults, such a key would hide them. */
export function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
