import type { Contract } from "../../contract/contract.ts";
import type { Observation, Touch } from "../../verdict/finding.ts";
import type { Absence } from "../absence.ts";
import { withArticle } from "../words/article.ts";
import type { Run } from "../scene/scene.ts";
import type { Part } from "./message.ts";
import type { CanaryRun, Owners } from "./owners.ts";
import { partWords } from "./words.ts";

export interface CrossRuns {
  /**
   * The canary of a run of the receiver's own in a message to him. `holder`: the part that plainly holds it;
   * null: it stands in what was not kept, or in a part that the history lacks.
   */
  canary(source: CanaryRun, parts: readonly Part[], holder: Part | null): void;
  /** An event of a run that its owner has not sent yet. */
  early(part: Part, run: string): void;
  settle(run: Run): void;
  /** Reports what has waited for more of its pair. */
  finish(): void;
}

/** A report that waits for what else its run shows of the same source. */
interface Waiting {
  readonly observation: Observation;
  /** It rests on what the history may lack. */
  readonly unsure: boolean;
  /** Types of the events that hold it: too many here, and perhaps missing in the run that they are of. */
  readonly events: Set<string>;
  readonly source: CanaryRun;
}

/** Reports that wait at once, at most. */
const WAITING = 1_000;

/** Runs whose sources are remembered, and sources of each: what comes of a run that is over settles no more. */
const REPORTED = 10_000;

interface Setting {
  readonly run: string | null;
  readonly thread: string | null;
  readonly sent: number | null;
  readonly part: Part;
}

/**
 * What one run may know of another of the same user: what the contract's `memory` allows, and never of one
 * that was not sent. The latter rests on a send that is absent, so it is held until the history is
 * known to be whole. One report a pair of runs, which touches all that is not where it belongs; of a pair of which
 * ten thousand others were told since, there may be a second.
 */
export function createCrossRuns(
  memory: Contract["memory"],
  owners: Owners,
  absence: Absence,
  report: (observation: Observation) => void,
  remembered: number = REPORTED,
): CrossRuns {
  /** Sources reported, by the run that showed them; of nothing that names a run by "". */
  const reported = new Map<string, Set<string>>();
  /** By run and source, in order of first sight. */
  const waiting = new Map<string, Waiting>();

  function isNew(run: string, source: string): boolean {
    const sources = reported.get(run) ?? new Set();
    reported.set(run, sources);
    forgetOldest(reported, remembered);
    if (sources.has(source)) return false;
    sources.add(source);
    forgetOldest(sources, remembered);
    return true;
  }

  function flush(key: string, { observation, unsure, events, source }: Waiting): void {
    waiting.delete(key);
    const { owner: user } = source;
    const touches = [...events].flatMap((event): Touch[] => [
      { user, run: observation.run, event },
      { user, run: source.run, event },
    ]);
    const told = touches.length === 0 ? observation : { ...observation, touches };
    if (unsure) absence.hold(user, told);
    else report(told);
  }

  function unsent({ op }: Part, run: string, what: string): void {
    if (op.user === null || !isNew(run, "itself")) return;
    absence.hold(op.user, {
      guarantee: "isolation",
      kind: "cross-run",
      user: op.user,
      victim: null,
      run,
      event: op.type === "event" ? op.event.type : null,
      ops: [op.index],
      message: `${op.user} received ${what} of a run that was not sent yet`,
    });
  }

  return {
    canary(source, parts, holder) {
      const [first] = parts;
      if (!first) return;
      if (source.sent === null) return unsent(first, source.run, "the text");
      const settings = parts.flatMap((part) => settingOf(part, owners) ?? []);
      if (memory === "user" || settings.some(({ run }) => run === source.run)) return;
      if (memory === "thread" && settings.some(({ thread }) => thread === source.thread)) return;
      const wrongs = settings.filter(({ thread }) => memory === "none" || thread !== null);
      const wrong = wrongs.find(({ part }) => part === holder) ?? wrongs[0];
      if (!wrong) return;
      const { op } = wrong.part;
      const event = op.type === "event" ? op.event.type : null;
      const key = JSON.stringify([wrong.run, source.run]);
      if (event !== null) waiting.get(key)?.events.add(event);
      if (!isNew(wrong.run ?? "", source.run)) return;
      const whence = memory === "thread" ? "another run, of another thread" : "another run";
      const observation: Observation = {
        guarantee: "isolation",
        kind: "cross-run",
        user: source.owner,
        victim: null,
        run: wrong.run,
        event,
        ops: [op.index, wrong.sent, source.sent].filter((index) => index !== null),
        message: `${source.owner}'s ${partWords(wrong.part)} holds the text of ${whence}`,
      };
      waiting.set(key, {
        observation,
        unsure: holder === null,
        events: new Set(event === null ? [] : [event]),
        source,
      });
      const [oldest] = waiting;
      if (waiting.size > WAITING && oldest !== undefined) flush(...oldest);
    },
    early(part, run) {
      unsent(part, run, withArticle(partWords(part)));
    },
    settle({ id }) {
      for (const source of reported.get(id) ?? []) {
        const key = JSON.stringify([id, source]);
        const due = waiting.get(key);
        if (due !== undefined) flush(key, due);
      }
      reported.delete(id);
    },
    finish() {
      for (const [key, due] of waiting) flush(key, due);
    },
  };
}

/** Leaves the newest that many. */
function forgetOldest(
  all: { readonly size: number; keys(): Iterable<string>; delete(key: string): boolean },
  most: number,
): void {
  if (all.size <= most) return;
  const [oldest] = all.keys();
  if (oldest !== undefined) all.delete(oldest);
}

/** The run and thread that a part of a message belongs to; null: it names none. */
function settingOf(part: Part, owners: Owners): Setting | null {
  const { op, place } = part;
  if (place.run !== null && place.run.owner === op.user) {
    const { id, thread, sendIndex } = place.run;
    return { run: id, thread, sent: sendIndex, part };
  }
  if (op.type !== "event" || place.ownership === null) return null;
  if (place.ownership.kind === "settled") {
    const { run } = place.ownership;
    const known = owners.run(run);
    return { run, thread: known?.thread ?? op.event.thread, sent: known?.sent ?? null, part };
  }
  if (place.ownership.kind !== "drifted") return null;
  return { run: null, thread: op.event.thread, sent: null, part };
}
