import { fit, pad } from "./columns.ts";
import { printable } from "./escape.ts";

/** A message as it came, and what it was taken for. */
export interface Frame {
  /** Milliseconds since the connection began. */
  readonly at: number;
  readonly text: string;
  /** In words, such as `agent_started of run 1`. */
  readonly takenAs: readonly string[];
}

const LINE_END = /\r\n|\n|\r/g;

/** Two lines a message: what it was taken for, and its head. No line is wider than `width`. */
export function frameLines({ at, text, takenAs }: Frame, width: number): readonly string[] {
  const when = pad(`+${(at / 1_000).toFixed(3)} s`, 11);
  const words = takenAs.map((one) => printable(one, 200)).join(", and ");
  return [
    fit(`  ${when}${words}`, width),
    fit(`  ${pad("", 11)}${printable(text.trimEnd().replace(LINE_END, " ⏎ "), 400)}`, width),
  ];
}
