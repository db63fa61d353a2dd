import type { SpanRule } from "./contract.ts";

/** A span of `o` to `c` or `x`, with `i` inside. Every event is a letter here. */
export const SPAN: SpanRule = {
  open: "o",
  close: "c",
  otherCloses: ["x"],
  inside: ["i"],
  id: "id",
  label: null,
  echoes: [],
  delta: null,
};
