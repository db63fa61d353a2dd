import { type Story, story } from "../../checkers/testing/judging.ts";
import { agentRun } from "../../contract/agent-run.ts";
import type { Contract } from "../../contract/contract.ts";
import type { OpenOp, Unstamped } from "../../history/op.ts";

const LIMITS = { accepted: 2_000, first: 2_000, gap: 2_000, total: 8_000 };

/** A contract in which everything is demanded, with parallel calls. */
export const STRICT: Contract = agentRun({
  thinking: "1..",
  tools: 2,
  deadlines: LIMITS,
  echoes: [{ open: "parameters.query", close: "result.query" }],
  envelope: ["user", "thread", "id", "seq", "timestamp"],
  fanout: "all",
  echo: "required",
  maxErrored: 0,
});

const WORDS = "started thinking executing executing#2 completed completed#2 done".split(" ");

const BAD_TOKEN: Unstamped<OpenOp> = {
  type: "open",
  connection: 90,
  user: null,
  role: "probe",
  outcome: "rejected",
  status: 401,
  reason: "unauthorised",
  took: 3,
  probe: "expired",
};

/**
 * Everything that a server can offer: two tabs, ids, numbers, times, a welcome, acceptances, a bad token refused.
 * `more` happens while the last runs linger.
 */
export function richStory(more: (tale: Story) => void = () => undefined): Story {
  const tale = story({
    users: ["amy", "bo", "cy", "dee"],
    sentinels: ["AMY", "zoe"],
    tabs: 2,
    contract: STRICT,
    header: { verifies: true, patience: 10_000 },
  });
  tell(tale, ["amy", "bo", "cy", "dee"], WORDS, 2);
  more(tale);
  return tale.finish();
}

/** Nothing that a server need not offer: no ids, numbers, times, users, welcome, second tab, second run; one user. */
export function poorStory(): Story {
  const tale = story({ users: ["amy"], sentinels: [], bare: true, header: { verifies: false } });
  tale.open().start("amy").events("amy", 1, "started thinking executing completed done");
  return tale.finish();
}

/** Several users of a server without ids and numbers, whose first event holds nothing of their text. */
export function muteStory(): Story {
  const users = ["amy", "bo", "cy"];
  const tale = story({ users, bare: true }).open();
  for (const user of users) tale.start(user);
  const silent = { canaries: [], data: { agent_name: "agent" } };
  for (const user of users) tale.event(user, 1, "started", silent);
  for (const word of ["thinking", "executing", "completed", "done"]) {
    for (const user of users) tale.event(user, 1, word);
  }
  return tale.finish();
}

/** Runs of all users side by side, round after round, each event on every tab. */
function tell(tale: Story, users: readonly string[], words: readonly string[], runs: number): void {
  tale.open().push(BAD_TOKEN);
  for (let run = 1; run <= runs; run += 1) {
    for (const user of users) tale.start(user, run).accept(user, run, words.length);
    for (const word of words) {
      for (const user of users) {
        const twist = word === "started" ? { canaries: [] } : {};
        tale.event(user, run, word, twist).event(user, run, word, { ...twist, tab: 1 });
      }
    }
    tale.wait(900);
  }
}
