import type { Op } from "../../history/op.ts";
import type { Checker, CheckerFactory } from "../checker.ts";
import type { Counts, Ownership, Place, Run, Scene } from "../scene/scene.ts";
import { judge } from "./judging.ts";
import type { Story } from "./story.ts";

/** Lets somebody look on while a history is judged, who judges nothing. */
export function watch(
  history: Pick<Story, "header" | "ops">,
  see: (scene: Scene) => Pick<Checker, "observe" | "settle" | "finish">,
): void {
  const watcher: CheckerFactory = ({ scene }) => ({
    guarantee: "reach",
    ...see(scene),
    tally: () => ({ trials: 0, evaluated: 0, unknown: null }),
  });
  const { tallies } = judge(history, watcher);
  const unknown = tallies.get("reach")?.unknown ?? null;
  if (unknown !== null) throw new Error(unknown);
}

/** Every run as it settled, and when. */
export function settledRuns(history: Story): readonly { readonly run: Run; readonly at: number }[] {
  const runs: { readonly run: Run; readonly at: number }[] = [];
  watch(history, (scene) => ({ settle: (run) => runs.push({ run, at: scene.now }) }));
  return runs;
}

/** How each run ended, and when. */
export function ends(history: Story): readonly (readonly unknown[])[] {
  return settledRuns(history).map(({ run, at }) => [run.owner, run.end, at]);
}

/** Each event and its place, in the order of the events. */
export function placed(history: Story): readonly { readonly op: Op; readonly place: Place }[] {
  const seen: { readonly op: Op; readonly place: Place }[] = [];
  watch(history, () => ({
    observe(op, place) {
      if (op.type === "event") seen.push({ op, place });
    },
  }));
  return seen;
}

/** Whose each event was, in the order of the events. */
export function ownerships(history: Story): readonly (Ownership | null)[] {
  return placed(history).map(({ place }) => place.ownership);
}

/** What the ledger counted by the end. */
export function counts(history: Story): Counts | undefined {
  const seen: Counts[] = [];
  watch(history, (scene) => ({ finish: () => seen.push({ ...scene.counts }) }));
  return seen[0];
}
