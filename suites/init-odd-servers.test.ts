import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { emptyFolder, quintet } from "./cli.ts";

/** Servers that are right, and speak in ways of their own: `init` writes a config that judges them so, or says why not. */

type Answer = (ask: { readonly q: string; readonly r: string }, say: Say) => void;
/** Sends a value as JSON, and a buffer as it is. */
type Say = (message: unknown, options?: { readonly binary: boolean }) => void;

async function startOdd(answer: Answer): Promise<string> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  server.on("connection", (socket: WebSocket) => {
    socket.on("message", (raw: Buffer) =>
      answer(JSON.parse(raw.toString()) as { q: string; r: string }, (message, options) =>
        socket.send(Buffer.isBuffer(message) ? message : Buffer.from(JSON.stringify(message)), {
          binary: false,
          ...options,
        }),
      ),
    );
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const SEND = ["--send", '{"q":"{prompt}","r":"{run}"}', "--quiet", "300ms", "--patience", "2s"];

const RIGHT: Readonly<Record<string, Answer>> = {
  "names runs itself": ({ q, r }, say) => {
    const task = `srv-${Math.random()}`;
    say({ evt: { kind: "accepted" }, ref: r, task });
    say({ evt: { kind: "writing" }, task });
    say({ evt: { kind: "finished", text: `Re: ${q}` }, task });
  },
  "names runs itself, and repeats nothing but the question": ({ q }, say) => {
    const runId = `run_${Math.random()}`;
    say({ kind: "agentStarted", runId });
    say({ kind: "agentCompleted", runId, text: `Re: ${q}` });
  },
  "puts several messages into one list": ({ q, r }, say) => {
    say([
      { ev: "go", r },
      { ev: "mid", r },
    ]);
    say([{ ev: "fin", r, a: q }]);
  },
  "sends its JSON as binary": ({ q, r }, say) => {
    say({ ev: "go", r }, { binary: true });
    say({ ev: "fin", r, a: q }, { binary: true });
  },
  "names no run at all": ({ q }, say) => {
    say({ type: "start" });
    say({ type: "chunk", text: q });
    say({ type: "done" });
  },
};

test.for(Object.keys(RIGHT))("a right server that %s passes with what init wrote", async (how) => {
  const url = await startOdd(RIGHT[how] ?? (() => {}));
  const folder = await emptyFolder();
  const init = await quintet(["init", "--url", url, ...SEND], folder);
  expect([init.code, init.stderr]).toEqual([0, ""]);
  expect(init.stdout).not.toContain("did not start");
  const doctor = await quintet(["doctor"], folder);
  expect([doctor.code, doctor.stdout]).toEqual([0, expect.stringContaining("token accepted")]);
  const run = await quintet(["run", "--patience", "2s", "--connect-rate", "100"], folder);
  expect([run.code, run.stdout.split("\n")[0]]).toEqual([
    0,
    "PASS  every one of 5 users received exactly its own events",
  ]);
});

test("a right server that names runs itself, and repeats nothing, passes in all but isolation", async () => {
  const url = await startOdd((_ask, say) => {
    const runId = `run_${Math.random()}`;
    say({ kind: "agentStarted", runId });
    say({ kind: "agentCompleted", runId, text: "Take the train." });
  });
  const folder = await emptyFolder();
  await quintet(["init", "--url", url, ...SEND], folder);
  const run = await quintet(["run", "--patience", "2s", "--connect-rate", "100"], folder);
  expect([run.code, run.stdout.split("\n")[0]]).toEqual([
    0,
    "PASS  completeness, duplication, order, finality, content, connection and reach",
  ]);
});

test("one message a run, without ids, in words of its own, is an answer", async () => {
  const answers = ["It is raining.", "Take the train."];
  const url = await startOdd((_ask, say) => say({ type: "answer", text: answers.shift() }));
  const folder = await emptyFolder();
  const { code, stderr } = await quintet(["init", "--url", url, ...SEND], folder);
  expect([code, stderr]).toEqual([0, ""]);
});

const UNREADABLE: Answer = ({ q, r }, say) => {
  say(["go", { r }]);
  say(["fin", { r, a: q }]);
};

test.for([
  [
    "puts the type beside the object",
    UNREADABLE,
    "It answered, as is shown above; init reads JSON",
  ],
  ["has numbers for types", ({ r }, say) => say({ t: 1, r }), "Write a dialect of your own"],
  [
    "refuses every run",
    ({ r }, say) => say({ type: "error", r, msg: "no model" }),
    "The server answered every run with an error, shown above.",
  ],
  [
    "speaks JSON-RPC, and not this",
    (_ask, say) =>
      say({ jsonrpc: "2.0", id: null, error: { code: -32_600, message: "Invalid Request" } }),
    "The server answered every run with an error, shown above.",
  ],
  [
    "has a name of its own for errors",
    (_ask, say) => say({ ev: "oops", why: "unknown op" }),
    "that is how a refusal looks",
  ],
] as const satisfies readonly (readonly [string, Answer, string])[])(
  "a server that %s gets no config, and its author reads why",
  async ([, answer, why]) => {
    const folder = await emptyFolder();
    const { code, stdout, stderr } = await quintet(
      ["init", "--url", await startOdd(answer), ...SEND],
      folder,
    );
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
    expect(stdout).toMatch(/\+\d\.\d{3} s/);
    expect(await readdir(folder)).toEqual([]);
  },
);

test("a server that never falls silent is told, in bounded memory, and nothing is written", async () => {
  const url = await startOdd(({ r }, say) => {
    for (let at = 0; at < 12_000; at += 1) say({ ev: "tick", r, at });
    const more = setInterval(() => say({ ev: "tick", r }), 20);
    onTestFinished(() => clearInterval(more));
  });
  const folder = await emptyFolder();
  const { code, stderr } = await quintet(["init", "--url", url, ...SEND], folder);
  expect([code, stderr]).toEqual([2, expect.stringContaining("The server did not fall silent")]);
  expect(await readdir(folder)).toEqual([]);
});

const HOSTILE = ["::error::x", "##[error]x", "\u001B[2J::stop-commands::x"];
/** What a GitHub job takes for a command: at the head of a line, or the older kind anywhere. */
const COMMAND = /^\s*::|##\[/m;

test.for(["init", "doctor"])(
  "%s shows a hostile server's words, and none moves the cursor or is a command in a GitHub job",
  async (command) => {
    const url = await startOdd(({ r }, say) => {
      for (const one of HOSTILE) say(Buffer.from(one));
      say({ ev: "fin", r });
    });
    const folder = await emptyFolder();
    const config = {
      target: { url },
      dialect: {
        json: { start: { q: "{prompt}", r: "{run}" }, receive: { type: "ev", run: "r" } },
      },
      contract: { agentRun: {} },
      patience: "1s",
    };
    await writeFile(join(folder, "quintet.config.json"), JSON.stringify(config));
    const args = command === "init" ? ["init", "--url", url, ...SEND] : ["doctor"];
    const { stdout } = await quintet(args, folder, { GITHUB_ACTIONS: "true" });
    expect(stdout).toContain("error]x");
    expect(stdout).not.toMatch(COMMAND);
    expect(stdout).not.toContain("\u001B");
    const elsewhere = await quintet(args, folder, { GITHUB_ACTIONS: "" });
    expect(elsewhere.stdout).toContain("##[error]x");
  },
);
