import { describe, expect, test } from "vitest";
import type { Dialect, Message, RunIntent } from "../dialects/dialect.ts";
import { json, type JsonOptions } from "../dialects/json.ts";
import { assertDialect, checkDialect, type DialectCases, type DialectClaim } from "./index.ts";

type Event = Readonly<Record<string, unknown>>;

const PAYLOADS: readonly (readonly [string, Event])[] = [
  ["agent_started", { agent_name: "a" }],
  ["agent_thinking", { reasoning: "hm" }],
  ["tool_executing", { tool_name: "t", call_id: "c", parameters: {} }],
  ["tool_completed", { tool_name: "t", call_id: "c", result: 3 }],
  ["agent_completed", { final_response: "so" }],
];

function events({ run, user }: RunIntent): readonly Event[] {
  return PAYLOADS.map(([type, data], at) => ({
    type,
    run_id: run.id,
    thread_id: run.thread,
    user_id: user.id,
    event_id: `${run.id}/${at}`,
    seq: at + 1,
    timestamp: 1_700_000_000_000 + at,
    data,
  }));
}

function texts(messages: readonly Event[]): readonly string[] {
  return messages.map((message) => JSON.stringify(message));
}

const CASES: DialectCases = { run: (intent) => texts(events(intent)) };

/** Which promises this dialect breaks, each once. */
function broken(dialect: Partial<Dialect>, cases: DialectCases = CASES): readonly DialectClaim[] {
  return [...new Set(checkDialect({ ...json(), ...dialect }, cases).map(({ claim }) => claim))];
}

/** The messages of the right dialect, changed. */
function changed(change: (message: Message, text: string) => Message): Partial<Dialect> {
  const right = json();
  return { receive: (text) => right.receive(text).map((message) => change(message, text)) };
}

const THROWING: Partial<Dialect> = {
  receive: (text) => json().receive(JSON.stringify(JSON.parse(text))),
};

const NOTHING = { run: null, thread: null, user: null, id: null, seq: null, at: null, data: {} };

describe("no flaw is found in", () => {
  const everything: JsonOptions = {
    provides: { user: "always", thread: "always", eventId: "always", seq: "always" },
  };

  test.for<[string, JsonOptions, DialectCases]>([
    ["the default dialect", {}, CASES],
    ["one that promises all", everything, CASES],
    [
      "one with a run a text, in envelopes",
      { receive: { envelope: ["events", "data"] } },
      { run: (intent) => [JSON.stringify({ type: "batch", events: events(intent) })] },
    ],
    [
      "one whose server names its runs, and repeats ours once",
      { receive: { request: "ref" } },
      {
        run: (intent) => [
          JSON.stringify({ type: "run_accepted", ref: intent.run.id, run_id: "srv-1" }),
          ...texts(events(intent).map((event) => ({ ...event, run_id: "srv-1" }))),
        ],
      },
    ],
    [
      "one whose server names its runs, and repeats nothing",
      { runIds: "server" },
      { run: (intent) => texts(events(intent).map((event) => ({ ...event, run_id: "srv-1" }))) },
    ],
    [
      "one that starts by a request",
      { start: ({ prompt, post }) => post("/runs", { prompt }) },
      {
        ...CASES,
        unknown: ['{"type":"weather","run_id":"r"}'],
        examples: [
          { text: '{"type":"pong"}', gives: [{ kind: "pong" }] },
          {
            text: '{"run_id":7}',
            answered: { run: "r", action: "start", status: 200 },
            gives: [{ kind: "accepted", run: "r", alias: "7" }],
          },
        ],
      },
    ],
  ])("%s", ([, options, cases]) => {
    expect(checkDialect(json(options), cases)).toEqual([]);
  });
});

describe("pure is broken by", () => {
  test("a receive that counts", () => {
    let count = 0;
    expect(
      broken(
        changed((message) => {
          count += 1;
          return message.kind === "event"
            ? { ...message, event: { ...message.event, seq: count } }
            : message;
        }),
      ),
    ).toEqual(["pure"]);
  });

  test("a start that counts", () => {
    let count = 0;
    const start = ({ prompt }: RunIntent) => [`${(count += 1)} ${prompt}`];
    expect(broken({ start })).toEqual(["pure"]);
  });

  test("a start that writes into what it was given", () => {
    const flaws = broken({
      start(intent) {
        Object.assign(intent, { prompt: "mine" });
        return [intent.prompt];
      },
    });
    expect(flaws).toEqual(["round-trip"]);
  });
});

describe("total is broken by", () => {
  test("a receive that throws", () => {
    expect(broken(THROWING)).toEqual(["total"]);
  });

  test("a receive that walks as deep as the text is", () => {
    const depth = (value: unknown): number =>
      typeof value === "object" && value !== null
        ? 1 + Math.max(0, ...Object.values(value).map(depth))
        : 0;
    const receive = (text: string) => {
      try {
        JSON.parse(text);
      } catch {
        return json().receive(text);
      }
      depth(JSON.parse(text));
      return json().receive(text);
    };
    expect(broken({ receive })).toEqual(["total"]);
  });

  test.for<[string, unknown]>([
    ["nothing", []],
    ["undefined", undefined],
    ["a text", ["pong"]],
    ["a kind that there is not", [{ kind: "weather" }]],
    ["an event without its fields", [{ kind: "event", event: { type: "x" } }]],
    [
      "a payload that is no object",
      [{ kind: "event", event: { ...NOTHING, type: "x", data: [] } }],
    ],
    ["a number that is none", [{ kind: "event", event: { ...NOTHING, type: "x", seq: NaN } }]],
    ["a run that is a number", [{ kind: "pong", run: 7 }]],
    ["an alias that is a number", [{ kind: "accepted", run: "r", alias: 7 }]],
    ["an announcement that is a text", [{ kind: "accepted", announced: "5" }]],
  ])("a receive that gives %s for a text that it does not know", ([, answer]) => {
    const receive = (text: string) => {
      const messages = json().receive(text);
      return messages[0]?.kind === "unknown" ? (answer as readonly Message[]) : messages;
    };
    expect(broken({ receive })).toEqual(["total"]);
  });

  test("a receive that reaches the prototype of everything", () => {
    const merge = (into: Record<string, unknown>, from: object): void => {
      for (const [key, value] of Object.entries(from)) {
        const own = into[key];
        if (typeof value === "object" && value !== null && typeof own === "object" && own !== null)
          merge(own as Record<string, unknown>, value as object);
        else into[key] = value;
      }
    };
    const receive = (text: string) => {
      try {
        merge({}, JSON.parse(text) as object);
      } catch {
        return json().receive(text);
      }
      return json().receive(text);
    };
    try {
      expect(broken({ receive })).toContain("total");
    } finally {
      for (const key of Object.keys(Object.prototype)) {
        Reflect.deleteProperty(Object.prototype, key);
      }
    }
  });
});

describe("round-trip is broken by", () => {
  test("a start that sends nothing, or nothing of the prompt", () => {
    expect(broken({ start: () => [] })).toEqual(["round-trip"]);
    expect(broken({ start: () => ['{"op":"start"}'] })).toEqual(["round-trip"]);
  });

  test("an address that is no WebSocket's", () => {
    const { headers, protocols, login } = { headers: {}, protocols: [], login: [] };
    expect(broken({ connect: () => ({ url: "http://a", headers, protocols, login }) })).toEqual([
      "round-trip",
    ]);
  });

  test("a connect that throws", () => {
    const dialect: Dialect = {
      ...json(),
      connect() {
        throw new Error("no account");
      },
    };
    expect(checkDialect(dialect, CASES)).toEqual([
      {
        claim: "round-trip",
        message: "connect, start or cancel threw: no account",
        text: null,
      },
    ]);
  });

  test("a type that comes out as another", () => {
    expect(broken(json({ receive: { types: { agent_error: "agent_thinking" } } }))).toEqual([
      "round-trip",
    ]);
  });

  test("a payload that is left behind", () => {
    expect(broken(json({ receive: { data: "payload" } }))).toEqual(["round-trip"]);
  });

  test("a run that is left behind", () => {
    expect(broken(json({ receive: { run: "id" } }))).toEqual(["round-trip"]);
  });

  test("a promise that is not kept, and a denial", () => {
    expect(broken(json({ provides: { seq: "always" }, receive: { seq: "n" } }))).toEqual([
      "round-trip",
    ]);
    const denied = json({ provides: { seq: "never" }, receive: { seq: "seq" } });
    expect(broken(denied)).toEqual(["round-trip"]);
  });
});

function changedRun(change: (event: Event, at: number) => Event): DialectCases {
  return { run: (intent) => texts(events(intent).map(change)) };
}

describe("constant-ids is broken by", () => {
  test("threads, ids or users that do not stay", () => {
    const thread = changedRun((event, at) => ({ ...event, thread_id: `t${at}` }));
    expect(broken({}, thread)).toEqual(["constant-ids"]);
    const id = changedRun((event) => ({ ...event, event_id: "e" }));
    expect(broken({}, id)).toEqual(["constant-ids"]);
    const user = changedRun((event, at) => (at === 3 ? { ...event, user_id: "cy" } : event));
    expect(broken({}, user)).toEqual(["constant-ids"]);
  });

  test("a server's own id that changes in the run", () => {
    const cases = changedRun((event, at) => ({ ...event, run_id: `srv-${at >> 2}` }));
    expect(broken(json({ runIds: "server" }), cases)).toEqual(["constant-ids"]);
  });
});

function passThrough(text: string): readonly Message[] {
  const messages = json().receive(text);
  if (messages.length !== 1 || messages[0]?.kind !== "unknown") return messages;
  const fields = JSON.parse(text) as { type?: unknown; run_id?: unknown } | null;
  const { type, run_id: id } = fields ?? {};
  if (typeof type !== "string" || typeof id !== "string") return messages;
  return [{ kind: "event", event: { ...NOTHING, type, run: id } }];
}

describe("unknown is broken by", () => {
  test("a dialect that takes any type for an event", () => {
    expect(broken({ receive: passThrough })).toEqual(["unknown"]);
  });

  test("one that takes what is no message for something", () => {
    expect(
      broken(changed((message) => (message.kind === "malformed" ? { kind: "pong" } : message))),
    ).toEqual(["unknown"]);
  });

  test("one that knows a type which the user says it does not", () => {
    expect(broken({}, { ...CASES, unknown: ['{"type":"pong"}'] })).toEqual(["unknown"]);
  });
});

describe("proof is broken by", () => {
  test("a dialect that gives what names no run to the last one", () => {
    let last: string | null = null;
    const remembering = changed((message) => {
      if (message.kind !== "event") return message;
      last = message.event.run ?? last;
      return { ...message, event: { ...message.event, run: last } };
    });
    const cases: DialectCases = {
      run: (intent) => [...texts(events(intent)), '{"type":"agent_error"}'],
      events: [...PAYLOADS.map(([type]) => type), "agent_error"],
    };
    expect(broken(remembering, cases)).toContain("proof");
  });

  test("a dialect that learns from an event whose run an unknown id is", () => {
    let first: string | null = null;
    const learning = changed((message) => {
      if (message.kind !== "event") return message;
      first ??= message.event.run;
      return { ...message, event: { ...message.event, run: first } };
    });
    expect(broken(learning)).toContain("proof");
  });

  test("a name that is made up", () => {
    const invented = changed((message) =>
      message.kind === "event"
        ? { ...message, event: { ...message.event, id: `${message.event.id ?? ""}#1` } }
        : message,
    );
    expect(broken(invented)).toEqual(["proof"]);
  });
});

describe("secret is broken by", () => {
  test("a start that sends the token which connect has seen", () => {
    const tokens = new Map<string, string | null>();
    const dialect = json();
    expect(
      broken({
        connect(identity, base) {
          tokens.set(identity.user.id, identity.token);
          return dialect.connect(identity, base);
        },
        start: ({ user, prompt }) => [JSON.stringify({ token: tokens.get(user.id), prompt })],
      }),
    ).toEqual(["secret"]);
  });
});

describe("an example is broken when", () => {
  test("something else comes out", () => {
    const examples = [{ text: '{"type":"pong"}', gives: [{ kind: "ping" }] }] as const;
    expect(checkDialect(json(), { ...CASES, examples })).toEqual([
      {
        claim: "example",
        message: 'gave [{"kind":"pong"}], not [{"kind":"ping"}]',
        text: '{"type":"pong"}',
      },
    ]);
  });
});

test("an error tells the first flaws, each with the text that shows it", () => {
  expect(() => assertDialect({ ...json(), ...THROWING }, CASES)).toThrow(
    /^The dialect json breaks its promises:\n {2}total: receive threw: Unexpected end of JSON input\n {4}""\n/,
  );
  expect(() => assertDialect(json(), CASES)).not.toThrow();
});
