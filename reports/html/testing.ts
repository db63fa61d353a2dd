import { createJudge } from "../../harness/checkers/judge.ts";
import { type Cast, type Story, story } from "../../harness/checkers/testing/judging.ts";
import { AGENT_EVENTS } from "../../harness/contract/event-types.ts";
import type { Op } from "../../harness/history/op.ts";
import { mintId } from "../../harness/ownership/run-id.ts";
import { decide } from "../../harness/verdict/decide.ts";
import type { Verdict } from "../../harness/verdict/verdict.ts";
import { createLaneData, type LaneLimits } from "./lanes/lane-data.ts";
import type { Recording } from "./recording.ts";
import { report } from "./report.ts";

export interface Reported {
  readonly verdict: Verdict;
  readonly evidence: ReadonlyMap<number, Op>;
  readonly recording: Recording;
  /** The whole file. */
  readonly page: string;
}

/** Judges a history and writes its report, as an execution does. */
export function reported(
  { header, ops }: Pick<Story, "header" | "ops">,
  limits?: LaneLimits,
): Reported {
  const judge = createJudge(header, {});
  const lanes = createLaneData(header, limits);
  for (const op of ops) {
    judge.push(op);
    lanes.push(op);
  }
  const replay = `npx quintet run --url ${header.target.url} --seed ${header.seed}`;
  const verdict = decide(judge.finish(), header, { replay });
  const proving = new Set(verdict.findings.flatMap(({ ops: proof }) => proof));
  const evidence = new Map(
    ops.filter(({ index }) => proving.has(index)).map((op) => [op.index, op]),
  );
  const recording = { header, lanes: lanes.finish(evidence) };
  return { verdict, evidence, recording, page: report(verdict, evidence, recording) };
}

const WORDS = ["started", "thinking", "executing", "completed", "done"] as const;

/** Everybody's n-th runs go on side by side, event by event. `meanwhile` comes after the first event of the first. */
export function crowdStory(
  { runs, meanwhile }: { readonly runs: number; readonly meanwhile?: (tale: Story) => void },
  cast: Cast,
): Story {
  const tale = story(cast).open();
  const users = tale.header.plan.users.flatMap(({ id, role }) => (role === "user" ? [id] : []));
  for (let run = 1; run <= runs; run += 1) {
    for (const user of users) tale.start(user, run);
    for (const [at, word] of WORDS.entries()) {
      for (const user of users) tale.event(user, run, word);
      if (run === 1 && at === 0) meanwhile?.(tale);
    }
  }
  return tale.finish();
}

/**
 * A faultless crowd of any size in its marks alone: nothing is judged, so that it takes no time. Its times are as
 * uneven as those of a real server, so that it packs no better than one.
 */
export function largeCrowd(users: number, runs: number): Recording {
  const { header } = story({ users: names(users), sentinels: [] });
  const lanes = createLaneData(header);
  let index = 0;
  let time = 0;
  const wait = uneven(0.2);
  const push = (user: number, type: string, run: number, seq: number | null): void => {
    const stamp = {
      index,
      time,
      connection: user,
      user: header.plan.users[user]?.id ?? null,
    };
    const spoken = { run: mintId(header.key, "run", user, run), thread: null };
    index += 1;
    time += wait();
    if (seq === null) {
      const asked = {
        action: "start",
        canary: null,
        scheduled: stamp.time,
        outcome: "ok",
      } as const;
      lanes.push({ ...stamp, type: "send", ...spoken, ...asked });
    } else {
      const event = { ...spoken, type, user: null, id: null, seq, at: null, data: {} };
      lanes.push({ ...stamp, type: "event", bytes: 200, event });
    }
  };
  const anybody = uneven(users);
  const steps = Array.from({ length: users }, () => 0);
  const each = AGENT_EVENTS.length + 1;
  const last = runs * each;
  for (let left = users * last; left > 0; left -= 1) {
    let user = Math.floor(anybody());
    while ((steps[user] ?? 0) >= last) user = (user + 1) % users;
    const step = steps[user] ?? 0;
    const [run, at] = [Math.floor(step / each), step % each];
    push(user, AGENT_EVENTS[at - 1] ?? "start", run, at === 0 ? null : at);
    steps[user] = step + 1;
  }
  return { header, lanes: lanes.finish() };
}

/** Numbers from 0 to below `most`, the same ones each time. */
function uneven(most: number): () => number {
  let state = 12_345;
  return () => {
    state = (state * 48_271) % (2 ** 31 - 1);
    return (state / (2 ** 31 - 1)) * most;
  };
}

/** User names of a large crowd. */
function names(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `user-${String(at).padStart(4, "0")}`);
}

/** Two users, one of whom receives the other's thought beside his own. */
export function leakStory(cast: Cast = {}): Story {
  return crowdStory(
    { runs: 1, meanwhile: (tale) => tale.event("amy", 1, "thinking", { to: "bo" }) },
    { users: ["amy", "bo"], ...cast },
  );
}
