import { plural } from "../../reports/figures.ts";
import { type Slice, sliceWords } from "../history/slice.ts";
import type { Progress } from "../run/progress.ts";
import { safeUrl } from "../run/replay.ts";
import { safeCommand } from "../run/safe-command.ts";
import type { Settings } from "../run/settings.ts";

/** The first line of an execution: what is about to happen, to whom. */
export function announce(
  { target, crowd, seed }: Settings,
  { plannedRuns, duration }: Pick<Progress, "plannedRuns" | "duration">,
  shard?: Slice,
): string {
  const part = shard === undefined ? "" : `part ${sliceWords(shard)} of `;
  const cast = `${part}${plural(crowd.users, "user")} and ${plural(crowd.sentinels, "sentinel")}, seed ${seed}`;
  return `Quintet will start ${runsWords(plannedRuns, duration)} on ${place(target)}: ${cast}.`;
}

function runsWords(runs: number | null, duration: number | null): string {
  if (runs === null) return `agent runs for ${(duration ?? 0) / 1_000} s`;
  return plural(runs, "agent run");
}

function place(target: Settings["target"]): string {
  if ("demo" in target) {
    const broken = target.fault === undefined ? "" : `, with the fault ${target.fault}`;
    return `its own reference server (${target.demo}${broken})`;
  }
  if ("command" in target) {
    return `the server started by \`${safeCommand(target.command).join(" ")}\``;
  }
  if ("url" in target) return URL.parse(safeUrl(target.url))?.host ?? "the target";
  if ("compose" in target)
    return `the service ${target.service} of ${[target.compose].flat().join(", ")}`;
  return `a container of ${target.image ?? target.dockerfile ?? "an image"}`;
}
