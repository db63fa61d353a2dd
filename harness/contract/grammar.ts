/**
 * The order of a run's events, as data: a regular expression over event types.
 *
 * A `spans` node stands for any interleaving of the contract's spans of that name, so parallel
 * tool calls need no enumeration; which close belongs to which open is the span's own rule.
 */
export type Grammar =
  | { readonly one: string }
  | { readonly sequence: readonly Grammar[] }
  | { readonly repeat: Grammar; readonly min: number; readonly max: number | null }
  | { readonly oneOf: readonly Grammar[] }
  | { readonly interleave: readonly Grammar[] }
  | { readonly spans: string; readonly min: number; readonly max: number | null }
  | { readonly others: true };

/** One event of this type. */
export const one = (type: string): Grammar => ({ one: type });

/** One event of any type that the grammar does not name. */
export const others = (): Grammar => ({ others: true });

/** All parts, one after the other. */
export const sequence = (...parts: readonly Grammar[]): Grammar => ({ sequence: parts });

/** Exactly one of the parts. */
export const oneOf = (...parts: readonly Grammar[]): Grammar => ({ oneOf: parts });

/** All parts, each in its own order, mixed as they like. */
export const interleave = (...parts: readonly Grammar[]): Grammar => ({ interleave: parts });

/** Once, or not at all. */
export const optional = (part: Grammar): Grammar => ({ repeat: part, min: 0, max: 1 });

/** `min` to `max` times; `max` null: no upper limit. */
export const repeat = (part: Grammar, min = 0, max: number | null = null): Grammar => ({
  repeat: part,
  min,
  max,
});

/** `min` to `max` spans of this name, interleaved as they like. */
export const spans = (name: string, min = 0, max: number | null = null): Grammar => ({
  spans: name,
  min,
  max,
});
