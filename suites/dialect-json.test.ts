import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { json, type JsonOptions, run, type Verdict } from "../harness/index.ts";
import { emptyFolder } from "./cli.ts";
import { type Manner, startWildServer, type WildBug, type WildEvent } from "./wild-server.ts";

/** A way to speak, and how it is told to `json`. */
interface Tongue {
  readonly manner: Manner;
  readonly options: JsonOptions;
}

const ASK: JsonOptions = {
  auth: { query: "key" },
  connect: ({ user, base }) => ({ url: `${base}/${encodeURIComponent(user.id)}` }),
  start: ({ run: { id }, prompt }) => ({ op: "ask", ref: id, text: prompt }),
};

/** Where a server has ids of its own, the id that we sent comes back as `ref`. */
const NAMED: JsonOptions = {
  ...ASK,
  receive: { type: ["type", "op"], run: "run", request: "ref", types: { run_accepted: "taken" } },
};

const TONGUES: Readonly<Record<string, Tongue>> = {
  "a path and a token in the query of each user's address": {
    manner: {},
    options: { ...ASK, receive: { run: "run" } },
  },
  "a login, whose acknowledgement must be waited for": {
    manner: { login: true },
    options: {
      ...ASK,
      auth: { firstFrame: (token) => ({ op: "auth", token }) },
      receive: { type: ["type", "op"], run: "run", types: { connection_established: "ready" } },
      provides: { welcome: "always" },
    },
  },
  "a POST that starts a run under our id": {
    manner: {},
    options: {
      ...ASK,
      start: ({ run: { id }, prompt, post }) => post("/runs", { ref: id, text: prompt }),
      receive: { run: "run" },
    },
  },
  "a POST whose answer tells the run's id, when its events have come": {
    manner: { names: "answered" },
    options: {
      ...ASK,
      start: ({ prompt, post }) => post("/runs", { text: prompt }),
      receive: { run: "run" },
      runIds: "server",
    },
  },
  "an acknowledgement that tells the run's id with ours": {
    manner: { names: "acknowledged" },
    options: NAMED,
  },
  "a run id that nothing tells but the user's own text": {
    manner: { names: "untold" },
    options: { ...ASK, receive: { run: "run" }, runIds: "server" },
  },
  "all events of a run in one message, one a line": {
    manner: { wrap: (events) => [events.map((event) => `${JSON.stringify(event)}\n`).join("")] },
    options: { ...ASK, receive: { run: "run" } },
  },
  "lists of events": {
    manner: { wrap: (events) => [JSON.stringify(events)] },
    options: { ...ASK, receive: { run: "run" } },
  },
  "batches of events by type": {
    manner: { wrap: (events) => [JSON.stringify({ type: "event_batch", events: byType(events) })] },
    options: { ...ASK, receive: { run: "run", envelope: "events" } },
  },
  "envelopes in envelopes, the inner one as a text": {
    manner: {
      wrap: (events) =>
        events.map((event) => {
          const inner = JSON.stringify({ channel: "agent", payload: { event } });
          return JSON.stringify({ op: "publish", data: inner });
        }),
    },
    options: { ...ASK, receive: { run: "run", envelope: ["data", "payload.event"] } },
  },
  "binary messages": {
    manner: { wrap: (events) => events.map((event) => Buffer.from(JSON.stringify(event))) },
    options: { ...ASK, binary: "utf8", receive: { run: "run" } },
  },
};

function byType(events: readonly WildEvent[]): Readonly<Record<string, readonly WildEvent[]>> {
  return Object.fromEntries(events.map(({ type, ...rest }) => [type, [rest]]));
}

async function judge({ manner, options }: Tongue, bug?: WildBug): Promise<Verdict> {
  const server = await startWildServer(manner, bug);
  onTestFinished(() => server.close());
  return run({
    target: { url: server.url },
    dialect: json(options),
    crowd: { users: 5, sentinels: 1, runsPerUser: 2, connectRate: 1_000, prompts: "plain" },
    patience: "1s",
    linger: "200ms",
    out: join(await emptyFolder(), "report"),
  });
}

/** Guarantee and kind of all that was found, each once. */
function found({ findings }: Verdict): readonly string[] {
  return [...new Set(findings.map(({ guarantee, kind }) => `${guarantee}/${kind}`))].toSorted();
}

describe.for(Object.entries(TONGUES))("a server with %s", ([, tongue]) => {
  test("passes when it is right", async () => {
    const verdict = await judge(tongue);
    expect(verdict).toMatchObject({ outcome: "pass", findings: [], error: null });
    expect(verdict.envelope).toMatchObject({ users: 5, sentinels: 1, runs: 10, events: 50 });
  });

  test("fails isolation when it leaks", async () => {
    const verdict = await judge(tongue, "leak");
    expect(found(verdict)).toEqual(["isolation/misroute"]);
    expect(verdict.findings).toHaveLength(2);
  });

  test("fails completeness when it loses", async () => {
    const verdict = await judge(tongue, "lose");
    expect(found(verdict)).toEqual(["completeness/tail"]);
    expect(verdict.findings).toHaveLength(2);
  });
});

test("whoever does not wait for the login loses runs: the wait is no formality", async () => {
  const { manner, options } = TONGUES["a login, whose acknowledgement must be waited for"] ?? {};
  if (!manner || !options) throw new Error("no such server");
  const { provides: _promised, ...hasty } = options;
  const verdict = await judge({ manner, options: hasty });
  expect(verdict.outcome).not.toBe("pass");
});

test("ids of the server's own must be declared: undeclared they are ids that drift", async () => {
  const { manner, options } = TONGUES["an acknowledgement that tells the run's id with ours"] ?? {};
  if (!manner || !options) throw new Error("no such server");
  const verdict = await judge({ manner, options: { ...options, receive: { run: "run" } } });
  expect(found(verdict)).toContain("content/run-drift");
});
