import type { HistoryHeader } from "../history/header.ts";
import type { OpSink } from "../history/sink.ts";
import { measureSample } from "../prove/inject/power.ts";
import { createSample } from "../prove/inject/sample.ts";
import type { DetectionPower } from "../verdict/verdict.ts";
import type { Settings } from "./settings.ts";

/** What this very execution would have caught, had the server been at fault. */
export interface PowerGauge extends OpSink {
  /** After the last op; null: no run came as it should, or the measuring itself failed. */
  measure(): DetectionPower | null;
}

/** Ops of the sample: enough for every kind of fault, and judged again in a fraction of a second. */
const OPS = 750;

/** Takes a sample while the execution goes on, and puts faults into it when it is over. */
export function gaugePower(header: HistoryHeader, settings: Settings): PowerGauge {
  const sample = createSample(header, { ops: OPS });
  const code = { schemas: settings.contract.schemas, own: settings.checkers };
  return {
    push: (op) => sample.push(op),
    measure() {
      try {
        const { caught, of, sound, faults } = measureSample(sample.take(), { quick: true, code });
        if (sound === 0) return null;
        const others = faults.filter(({ status }) => status !== "caught");
        return {
          caught,
          of,
          notCaught: others.map(({ id, why, advice }) => ({ fault: id, why, advice })),
        };
      } catch {
        // It tells of the verdict, and is no part of it.
        return null;
      }
    },
  };
}
