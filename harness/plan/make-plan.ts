import { HarnessError } from "../errors/harness-error.ts";
import type { PlannedIdentity, PlanOutline } from "../history/header.ts";
import { isIn, shareOf, type Slice } from "../history/slice.ts";
import { executionKey } from "../ownership/key.ts";
import { plural } from "../verdict/grouped.ts";
import { type Casting, createCasting } from "./personas.ts";
import type { Persona, Plan, PlannedUser, RunRecipe, Schedule } from "./plan.ts";
import { dueAt, MOST_RUNS, runWriter } from "./run-writer.ts";
import { sentinelIds } from "./sentinel-ids.ts";

export interface PlanOptions {
  readonly seed: string;
  /** 128 bits of this execution, hex. */
  readonly nonce: string;
  readonly users: number;
  readonly sentinels: number;
  /** Null: runs are started for the `duration`. */
  readonly runsPerUser: number | null;
  /** Milliseconds after the barrier for which runs are started, where their number is not fixed. */
  readonly duration?: number | null;
  /** Connections a user. */
  readonly tabs: number;
  readonly runsAtOnce: number;
  readonly maxOpenRuns: number;
  /** `closed`: a user's next run waits for one of his to end. Otherwise runs started a second, over all users. */
  readonly schedule: "closed" | { readonly ratePerSecond: number };
  readonly prompts: "nasty" | "plain";
  /** Runs of a user in one thread, one after the other; 1 by default, so each has a fresh one. */
  readonly runsPerThread?: number;
  /** Share of the runs that their user cancels, 0 to 1; 0 by default. */
  readonly cancels?: number;
  /** Identities of the target's own, users first; without them ids are minted from the seed. */
  readonly accounts?: readonly { readonly id: string }[];
  /** Plan this part of the crowd only; the parts agree without talking. */
  readonly slice?: Slice;
}

/** Runs of a whole crowd that stand in its plan, at most: tens of megabytes. */
const HELD = 100_000;

/**
 * What the crowd will do. Pure: the same options make the same plan, byte for byte as JSON.
 *
 * @throws HarnessError `too-few-accounts`, `bad-config` when two accounts have the same id
 */
export function makePlan(options: PlanOptions): Plan {
  const { seed, nonce, tabs, runsPerUser } = options;
  const key = executionKey(seed, nonce);
  const recipe = recipeOf(options, key);
  const schedule = scheduleOf(options);
  const cast = createCasting(seed);
  const everybody = identitiesOf(options, cast);
  const { slice } = options;
  const isHeld = runsPerUser !== null && runsPerUser * options.users <= HELD;
  const users = everybody.flatMap(({ id, role }, ordinal): PlannedUser[] => {
    if (!isIn(slice, ordinal)) return [];
    const { persona } = cast(ordinal);
    const write = runWriter(recipe, { ordinal, persona });
    const length = isHeld && role !== "sentinel" ? runsPerUser : 0;
    const runs = Array.from({ length }, write);
    return [{ ordinal, id, role, persona, claims: claimsOf(id, persona), runs }];
  });
  return {
    seed,
    nonce,
    key,
    users,
    ...(slice && { part: { slice, everybody } }),
    tabs,
    runsPerUser,
    runs: runsIn(options),
    schedule,
    ...(runsPerUser === null && { soak: { duration: options.duration ?? 0 } }),
    ...(!isHeld && { recipe }),
  };
}

function recipeOf(options: PlanOptions, key: string): RunRecipe {
  const { seed, users, schedule, prompts, runsPerThread = 1, cancels = 0 } = options;
  const ratePerSecond = schedule === "closed" ? null : schedule.ratePerSecond;
  return { seed, key, users, ratePerSecond, prompts, runsPerThread, cancels };
}

/** Runs of the whole crowd; null: nobody can tell beforehand. Of a clock one can: those due before the time is over. */
function runsIn({ users, runsPerUser, schedule, duration }: PlanOptions): number | null {
  if (runsPerUser !== null) return users * runsPerUser;
  if (schedule === "closed") return null;
  const { ratePerSecond } = schedule;
  let runs = Math.ceil(((duration ?? 0) * ratePerSecond) / 1_000);
  // Rounding may be one off, and what is asked of the plan must be what is in it.
  while (dueAt(runs, ratePerSecond) < (duration ?? 0)) runs += 1;
  while (runs > 0 && dueAt(runs - 1, ratePerSecond) >= (duration ?? 0)) runs -= 1;
  return Math.min(runs, users * MOST_RUNS);
}

/** Everybody of the crowd and what his token claims, without what he will do. Ids are minted from the seed. */
export function planIdentities(
  options: PlanOptions,
): readonly Pick<PlannedUser, "id" | "claims">[] {
  const cast = createCasting(options.seed);
  return identitiesOf(options, cast).map(({ id }, ordinal) => ({
    id,
    claims: claimsOf(id, cast(ordinal).persona),
  }));
}

function claimsOf(id: string, { name }: Persona): PlannedUser["claims"] {
  return { sub: id, name };
}

/** Everybody of the crowd, users first. */
function identitiesOf(
  options: PlanOptions,
  cast: (ordinal: number) => Casting,
): readonly PlannedIdentity[] {
  const ids = options.accounts ? suppliedIds(options, options.accounts) : mintedIds(options, cast);
  return ids.map((id, ordinal) => ({ id, role: ordinal < options.users ? "user" : "sentinel" }));
}

/** The plan as far as the checkers need it: it stands in the history's header. */
export function outline(plan: Plan): PlanOutline {
  const users = plan.part?.everybody ?? plan.users.map(({ id, role }) => ({ id, role }));
  return {
    users,
    runsPerUser: plan.runsPerUser,
    tabs: plan.tabs,
    runs: plan.runs,
    schedule: plan.schedule.kind,
    overlap: plan.schedule.overlap,
    ...(plan.soak && { duration: plan.soak.duration }),
  };
}

function scheduleOf(options: PlanOptions): Schedule {
  const { users, runsAtOnce, slice } = options;
  const maxOpenRuns = slice
    ? Math.max(1, shareOf(slice, options.maxOpenRuns))
    : options.maxOpenRuns;
  if (options.schedule !== "closed") {
    // How long a run takes is the server's affair: the clock alone promises no overlap.
    return { kind: "open", runsAtOnce, maxOpenRuns, overlap: Math.min(1, runsIn(options) ?? 0) };
  }
  const each = Math.min(runsAtOnce, options.runsPerUser ?? MOST_RUNS);
  const overlap = Math.min(users * each, options.maxOpenRuns);
  return { kind: "closed", runsAtOnce, maxOpenRuns, overlap };
}

/** Readable, and unique by the ordinal, which has the same width in all. */
function mintedIds(options: PlanOptions, cast: (ordinal: number) => Casting): readonly string[] {
  const width = Math.max(4, options.users.toString(16).length);
  const active = Array.from(
    { length: options.users },
    (_, ordinal) => `${cast(ordinal).nickname}-${ordinal.toString(16).padStart(width, "0")}`,
  );
  return [...active, ...sentinelIds(active, options.sentinels)];
}

function suppliedIds(
  { users, sentinels }: PlanOptions,
  accounts: readonly { readonly id: string }[],
): readonly string[] {
  const needed = users + sentinels;
  if (accounts.length < needed) {
    throw new HarnessError(
      "too-few-accounts",
      `${plural(users, "user")} and ${plural(sentinels, "sentinel")} need ${plural(needed, "account")}, and ${accounts.length} ${accounts.length === 1 ? "was" : "were"} supplied.`,
      {
        hint: `Supply ${plural(needed - accounts.length, "more account")}, or lower --users and --sentinels to ${accounts.length} together.`,
      },
    );
  }
  const ids = accounts.slice(0, needed).map(({ id }) => id);
  const seen = new Set<string>();
  const twice = ids.find((id) => seen.size === seen.add(id).size);
  if (twice !== undefined) {
    throw new HarnessError("bad-config", `Two accounts have the id ${JSON.stringify(twice)}.`, {
      hint: "Give each account once: two users of one account cannot be told apart.",
    });
  }
  return ids;
}
