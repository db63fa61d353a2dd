import { HarnessError } from "../errors/harness-error.ts";

/** A text of somebody else's code without long words: any of them may be a token. */
export function masked(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.replace(/[\w.~+/=-]{20,}/g, "…").slice(0, 200);
}

/**
 * Calls one part of a dialect: what it throws is the config's fault, and no defect of ours.
 *
 * @throws HarnessError `bad-config`, or the dialect's own
 */
export function speak<T>(half: "connect" | "start" | "cancel", call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof HarnessError) throw error;
    throw new HarnessError("bad-config", `The dialect's \`${half}\` threw: ${masked(error)}`);
  }
}
