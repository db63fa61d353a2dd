import { mostEvents } from "../contract/most-events.ts";
import type { PlanOutline } from "../history/header.ts";
import type { CloseOp } from "../history/op.ts";
import { isIn, type Slice } from "../history/slice.ts";
import type { GuaranteeName } from "../verdict/guarantee.ts";
import type { CheckerFactory } from "./checker.ts";
import { createCodes } from "./codes.ts";
import { excerpt } from "./words/excerpt.ts";
import { isLeaving } from "./our-close.ts";
import { isRefused } from "./scene/run-end.ts";
import { createWatchEnd, isDeparture, leftEarly } from "./watch-end.ts";

/** What a plan promised to bring about, and what came of it. */
interface Condition {
  readonly met: boolean;
  /** One clause that says what happened instead of what. */
  readonly words: string;
  readonly voids: readonly GuaranteeName[];
}

/** Percent of the planned overlap that is enough: scheduling can only approach it. */
const ENOUGH_OVERLAP = 80;

const PER_RUN: readonly GuaranteeName[] = [
  "completeness",
  "duplication",
  "order",
  "pairing",
  "finality",
  "content",
  "deadline",
];

/**
 * The planned conditions really happened, so that a pass of the others is not vacuous.
 *
 * Never convicts the server: a condition that was not met is `unknown`, and names what it voids.
 */
export const reach: CheckerFactory = ({ header, contract, scene }) => {
  const { plan, slice } = header;
  const crowd = plan.users.filter((_, ordinal) => isIn(slice, ordinal));
  const users = crowd.filter((user) => user.role === "user").length;
  const sentinels = crowd.length - users;
  const runs = runsOf(plan, slice);
  const watch = createWatchEnd();
  const refused = createCodes();
  let sent = 0;
  let doubtful = 0;
  let failed = 0;
  let endless = 0;
  let started: number | null = null;
  /** The first connection of the crowd that we closed. */
  let left: CloseOp | null = null;

  function conditions(): readonly Condition[] {
    const { counts } = scene;
    const sockets = users * plan.tabs + sentinels;
    const wanted = runs ?? sent + doubtful + failed;
    return [
      {
        met: counts.usersSeen.size >= users,
        words: `${counts.usersSeen.size} of ${users} users had an open connection`,
        voids: ["isolation", "connection", "identity"],
      },
      {
        met: counts.sentinelsSeen.size >= sentinels,
        words: `${counts.sentinelsSeen.size} of ${sentinels} sentinels had an open connection`,
        voids: ["isolation"],
      },
      {
        met: sent + counts.aside >= wanted,
        words: `${sent} of ${wanted} ${runs === null ? "runs that came due" : "planned runs"} were sent${doubt(doubtful)}`,
        voids: PER_RUN,
      },
      {
        met: refused.count <= contract.maxErrored * (sent + doubtful),
        words: `${refusedRuns()}, and at most ${percent(contract.maxErrored)} may be`,
        voids: ["isolation", ...PER_RUN],
      },
      ...unending(),
      ...lasting(),
      {
        // Of slices only all together tell.
        met: slice !== undefined || isOverlapEnough(plan, counts.peakRuns),
        words: `peak of ${plural(counts.peakRuns, "run")} at once, ${plan.overlap} planned`,
        voids: ["isolation", "order"],
      },
      {
        met: slice !== undefined || counts.peakConnections >= sockets,
        words: `peak of ${plural(counts.peakConnections, "socket")} at once, ${sockets} planned`,
        voids: ["isolation", "connection"],
      },
      {
        met: leftEarly(watch.watched()) === 0,
        words: `runs went on for ${Math.ceil(leftEarly(watch.watched()))} ms after ${departure(left)}`,
        voids: ["isolation"],
      },
    ];
  }

  function refusedRuns(): string {
    const verb = refused.count === 1 ? "was" : "were";
    return `${refused.count} of ${plural(sent + doubtful, "run")} ${verb} refused: ${refused.words()}`;
  }

  function unending(): readonly Condition[] {
    if (endless === 0) return [];
    const kept = mostEvents(contract);
    return [
      {
        met: false,
        words: `${plural(endless, "run")} had not ended after ${kept} events, and nothing after that was followed`,
        voids: ["isolation", ...PER_RUN],
      },
    ];
  }

  /** Where the number of runs is not planned, for how long they are started is. */
  function lasting(): readonly Condition[] {
    if (plan.duration === undefined || runs !== null || users === 0) return [];
    const lasted = started === null ? 0 : Math.max(0, (watch.watched().last ?? 0) - started);
    return [
      {
        met: lasted >= plan.duration,
        words: `runs went on for ${seconds(lasted)} of the ${seconds(plan.duration)} planned`,
        voids: PER_RUN,
      },
    ];
  }

  return {
    guarantee: "reach",
    watches: ["close", "send"],
    observe(op) {
      watch.observe(op);
      if (op.type === "close" && isDeparture(op)) left ??= op;
      if (op.type === "send" && op.action === "start") started ??= op.scheduled;
    },
    settle(run) {
      watch.settle(run);
      if (run.fate === "ok") sent += 1;
      else if (run.fate === "info") doubtful += 1;
      else failed += 1;
      if (run.endless === true) endless += 1;
      if (isRefused(run)) refused.add(run.refusal?.code);
    },
    tally() {
      const all = conditions();
      const unmet = all.filter((condition) => !condition.met);
      const notes = [
        ...refusals(scene.counts.refused),
        ...(refused.count === 0 ? [] : [`${refusedRuns()}.`]),
      ];
      return {
        trials: 1,
        evaluated: all.length,
        unknown:
          unmet.length === 0
            ? null
            : [...unmet.map(sentence), ...refusals(scene.counts.refused)].join(" "),
        voids: [...new Set(unmet.flatMap((condition) => condition.voids))],
        notes: unmet.length === 0 ? notes : [],
        ...(slice && { counting: notes.length > 0 }),
      };
    },
  };
};

/** Planned runs of a part of the crowd, to whose users they were dealt in turn; null: nobody could tell beforehand. */
function runsOf({ users, runs }: PlanOutline, slice: Slice | undefined): number | null {
  if (slice === undefined || runs === null) return runs;
  const all = users.filter(({ role }) => role === "user").length;
  let own = 0;
  for (let user = 0; user < all; user += 1) {
    if (isIn(slice, user)) own += Math.max(0, Math.ceil((runs - user) / all));
  }
  return own;
}

/** Whether as many runs were open at once as makes the plan's overlap real. */
export function isOverlapEnough({ overlap }: Pick<PlanOutline, "overlap">, peak: number): boolean {
  return peak * 100 >= overlap * ENOUGH_OVERLAP;
}

function sentence({ words, voids }: Condition): string {
  const verb = voids.length === 1 ? "was" : "were";
  return `${capital(words)}: ${list(voids)} ${verb} not tried as planned.`;
}

function refusals(count: number): readonly string[] {
  if (count === 0) return [];
  return [`${plural(count, "connection")} turned away for the time being (429, 503 or 1013).`];
}

function departure(left: CloseOp | null): string {
  return left === null || isLeaving(left.code)
    ? "part of the crowd had left, which a longer --linger avoids"
    : `we had closed ${left.user}'s connection ${left.connection} (${left.code}: ${excerpt(left.reason)})`;
}

function percent(share: number): string {
  return share === 0 ? "none" : `${Math.round(share * 1_000) / 10} %`;
}

function seconds(milliseconds: number): string {
  return `${Math.floor(milliseconds / 100) / 10} s`;
}

function doubt(runs: number): string {
  return runs === 0 ? "" : `, and of ${runs} nobody knows`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function list(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
