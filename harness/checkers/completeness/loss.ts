/** One thing that did not come. */
export interface Loss {
  readonly kind: "hole" | "tail" | "whole-run" | "truncated";
  /** Null: the whole run, or of a type that nobody knows. */
  readonly event: string | null;
  /** Further types that are missing at the same place. */
  readonly others?: readonly string[];
  /** Where several differences stand together. */
  readonly place?: number | undefined;
  /** Ops around the gap, the most telling first. */
  readonly ops: readonly number[];
  /** Only the server's numbers tell it. */
  readonly byNumber?: true;
  /** What the user never received of the run, and how that shows. */
  readonly words: { readonly what: string; readonly proof: string };
}
