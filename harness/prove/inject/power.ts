import type { FaultPower, Power, PowerStatus } from "../../../reports/power-data.ts";
import type { JudgeOptions } from "../../checkers/judge.ts";
import { createRandom } from "../../plan/random.ts";
import { whyOff } from "../../verdict/guarantee-verdict.ts";
import { INJECTIONS } from "./catalogue.ts";
import type { Firing, Injection } from "./injection.ts";
import { isOff, nameOf } from "./judging.ts";
import type { Sampled } from "./sample.ts";
import { readScene, type Scene } from "./scene.ts";
import { type Baseline, baselineOf, type Trial, tried } from "./trial.ts";

export interface PowerOptions {
  /** Seeded places a fault; 5 by default. */
  readonly places?: number;
  /**
   * Judges of the places after the first only those at which contract and dialect may leave the fault unseen:
   * a fraction of the work, and the same answer unless a checker fails at some place.
   */
  readonly quick?: boolean;
  /** The history's own by default. */
  readonly seed?: string;
  /** Ids of the faults to try; all by default. */
  readonly only?: readonly string[];
  /** What the config brings in code: payload schemas, checkers of its own. */
  readonly code?: JudgeOptions;
  readonly injections?: readonly Injection[];
}

const PLACES = 5;

/** Draws in search of a place that was not tried yet, for each place. */
const DRAWS = 2;

/**
 * What would have been caught on this server, with this contract and dialect: puts every fault that can be
 * expressed into the record, at seeded places, and judges each record as `check` does.
 *
 * Pure: the same record, options and version give the same answer. A sample bounds the work: places × faults × its ops.
 *
 * @param cut what was kept of a record while its ops came: of an execution, or of a file too large to hold
 */
export function measureSample(cut: Sampled, options: PowerOptions = {}): Power {
  const { header } = cut;
  const baseline = baselineOf(cut, options.code);
  const scene = readScene(cut.header, cut.ops, spoiltRuns(baseline));
  const { injections = INJECTIONS, only, places = PLACES, seed = header.seed } = options;
  const { quick = false } = options;
  const wanted = injections.filter(({ id }) => only === undefined || only.includes(id));
  const faults = wanted.map((injection) =>
    powerOf(scene, baseline, injection, { places, quick, seed }),
  );
  const users = cut.header.plan.users.filter(({ role }) => role === "user").length;
  return {
    caught: faults.filter(({ status }) => status === "caught").length,
    of: faults.length,
    sound: scene.sound.length,
    contract: header.contract.name,
    dialect: header.dialect.name,
    seed,
    sample: {
      cut: cut.cut,
      users,
      sentinels: cut.header.plan.users.length - users,
      runs: scene.runs.length,
      ops: cut.ops.length,
    },
    baseline: { findings: baseline.findings.length, damage: baseline.damage.whole },
    faults,
  };
}

function powerOf(
  scene: Scene,
  baseline: Baseline,
  injection: Injection,
  { places, quick, seed }: Required<Pick<PowerOptions, "places" | "quick" | "seed">>,
): FaultPower {
  const { id, breaks, must } = injection;
  const named = { id, breaks, must: must.map(nameOf) };
  const nothing = { by: [], caught: 0, of: 0, elsewhere: [], unrelated: [], places: [] };
  const off = must.every(({ guarantee }) => isOff(scene.header, guarantee));
  const [guarantee] = must.map((one) => one.guarantee);
  const trials: Trial[] = [];
  const seen = new Set<string>();
  for (let draw = 0; draw < places * DRAWS && seen.size < places; draw += 1) {
    const found = injection.apply(scene, createRandom(`${seed} ${id} ${draw}`));
    if ("impossible" in found) {
      const { impossible: why, advice } = found;
      return { ...named, ...nothing, status: "not-applicable", why, advice };
    }
    if (off && guarantee !== undefined) {
      const why = `${guarantee} is off`;
      return { ...named, ...nothing, status: "blind", why, advice: whyOff(guarantee) };
    }
    if (!isNew(found.firing, seen)) continue;
    const plain = (found.blind ?? null) === null;
    if (quick && plain && trials.length > 0) continue;
    trials.push(tried(scene, baseline, injection, found));
  }
  const lost = trials.find(({ place }) => place.status !== "caught");
  const caught = trials.filter(({ place }) => place.status === "caught").length;
  return {
    ...named,
    status: statusOf(trials, caught),
    by: [...new Set(trials.flatMap(({ by }) => by))],
    caught,
    of: trials.length,
    why: lost?.why ?? null,
    advice: lost?.advice ?? null,
    elsewhere: [...new Set(trials.flatMap(({ elsewhere }) => elsewhere))],
    unrelated: [...new Set(trials.flatMap(({ unrelated }) => unrelated))],
    places: trials.map(({ place }) => place),
  };
}

function statusOf(trials: readonly Trial[], caught: number): PowerStatus {
  if (caught === trials.length) return "caught";
  if (caught > 0) return "partly";
  const statuses = new Set(trials.map(({ place }) => place.status));
  const order = ["missed", "elsewhere", "unknown", "blind"] as const;
  return order.find((status) => statuses.has(status)) ?? "missed";
}

function isNew({ user, run, victim, event }: Firing, seen: Set<string>): boolean {
  const key = JSON.stringify([user, run, victim, event]);
  return seen.size < seen.add(key).size;
}

/** Runs that something was found in already: nothing more can be told there. */
function spoiltRuns({ findings }: Baseline): ReadonlySet<string> {
  return new Set(
    findings
      .flatMap(({ run, consequences }) => [run, ...consequences.map((one) => one.run)])
      .filter((run) => run !== null),
  );
}
