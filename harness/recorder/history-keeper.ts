import type { HistoryHeader } from "../history/header.ts";
import type { HarnessError } from "../errors/harness-error.ts";
import type { ObservationListener } from "../checkers/judge.ts";
import { createFindingsWriter } from "./findings-writer.ts";
import { createHistoryWriter, type HistoryWriter } from "./history-writer.ts";

/** Who keeps of an execution what its header says. It comes before the judge among the sinks. */
export interface HistoryKeeper extends Pick<HistoryWriter, "push" | "failure" | "close"> {
  /** What the judge tells; null: nobody listens. It must have finished before this is closed: the last come then. */
  readonly listener: ObservationListener | null;
}

/** @param onFailure called at most once, with the code `disk-full` */
export function keepHistory(
  path: string,
  header: HistoryHeader,
  onFailure: (error: HarnessError) => void,
): HistoryKeeper {
  if (header.history === "off") return NOTHING;
  const writer = createHistoryWriter(path, header, onFailure);
  if (header.history === "findings") return createFindingsWriter(writer);
  return {
    listener: null,
    get failure() {
      return writer.failure;
    },
    push: (op) => writer.push(op),
    close: () => writer.close(),
  };
}

const NOTHING: HistoryKeeper = {
  listener: null,
  failure: null,
  push() {},
  close: () => Promise.resolve(),
};
