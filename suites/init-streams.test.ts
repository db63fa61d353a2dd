import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type AgUiBug, startAgUiServer } from "./ag-ui-server.ts";
import { emptyFolder, quintet } from "./cli.ts";

/** Servers that answer each request with a stream of events. */

const SECRET = process.env["QUINTET_JWT_SECRET"] ?? "quintet-development-secret-not-for-production";

interface Asked {
  readonly message?: string;
  readonly id?: string;
}

type Answer = (asked: Asked, response: ServerResponse) => void;

async function start(answer: Answer): Promise<string> {
  const server = createServer((request, response) => {
    if (request.method === "POST") void respond(request, response, answer);
    else response.writeHead(405).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/chat`;
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
): Promise<void> {
  const body = Buffer.concat((await request.toArray()) as Buffer[]).toString();
  answer(JSON.parse(body) as Asked, response);
}

function stream(response: ServerResponse, ...blocks: readonly string[]): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.end(blocks.map((block) => `${block}\n\n`).join(""));
}

const named: Answer = ({ message }, response) =>
  stream(
    response,
    ": hello",
    `event: start\ndata: {"conversation":"c-${Math.random()}"}`,
    'event: token\ndata: {"text":"one "}',
    'event: token\ndata: {"text":"two "}',
    `event: done\ndata: {"answer":${JSON.stringify(`You asked: ${message}`)}}`,
  );

const RIGHT: Readonly<Record<string, Answer>> = {
  "names its events beside the data": named,
  "puts the type into the data, and the run": ({ message, id }, response) =>
    stream(
      response,
      `data: ${JSON.stringify({ kind: "begin", ref: id })}`,
      `data: ${JSON.stringify({ kind: "finish", ref: id, text: `You asked: ${message}` })}`,
    ),
  "names runs itself": ({ message }, response) => {
    const run_id = `srv-${Math.random()}`;
    stream(
      response,
      `data: ${JSON.stringify({ type: "begin", run_id })}`,
      `data: ${JSON.stringify({ type: "finish", run_id, text: `You asked: ${message}` })}`,
    );
  },
};

const QUICK = ["--quiet", "300ms", "--patience", "2s"];
const SEND = ["--send", '{"message":"{prompt}","id":"{run}"}'];
const CROWD = ["--patience", "2s", "--connect-rate", "100"];

test.for(Object.keys(RIGHT))("a right server that %s passes with what init wrote", async (how) => {
  const url = await start(RIGHT[how] ?? named);
  const folder = await emptyFolder();
  const init = await quintet(["init", "--url", url, ...SEND, ...QUICK], folder);
  expect([init.code, init.stderr]).toEqual([0, ""]);
  const doctor = await quintet(["doctor"], folder);
  expect([doctor.code, doctor.stdout]).toEqual([0, expect.stringContaining("token accepted")]);
  const run = await quintet(["run", ...CROWD], folder);
  expect([run.code, run.stdout.split("\n")[0]]).toEqual([
    0,
    "PASS  every one of 5 users received exactly its own events",
  ]);
});

test.for([
  ["says somebody else's answer", "isolation/bleed"],
  ["forgets the end", "completeness/tail"],
] as const)("what init wrote finds one that now and then %s", async ([how, finding]) => {
  const url = await start(named);
  const folder = await emptyFolder();
  await quintet(["init", "--url", url, ...SEND, ...QUICK], folder);
  let runs = 0;
  let other = "";
  const wrong = await start(({ message = "" }, response) => {
    runs += 1;
    const fault = runs === 7;
    const text = fault && how.startsWith("says") ? other : message;
    other = message;
    stream(
      response,
      'event: start\ndata: {"conversation":"c"}',
      'event: token\ndata: {"text":"one "}',
      ...(fault && how.startsWith("forgets")
        ? []
        : [`event: done\ndata: {"answer":${JSON.stringify(text)}}`]),
    );
  });
  const run = await quintet(["run", "--url", wrong, ...CROWD], folder);
  expect([run.code, run.stdout]).toEqual([1, expect.stringContaining(finding)]);
});

async function agUi(bug?: AgUiBug): Promise<string> {
  const server = await startAgUiServer({ secret: SECRET, ...(bug && { bug }) });
  onTestFinished(() => server.close());
  return `http://${server.address}`;
}

test("without --send AG-UI is spoken, and what init wrote passes the server and fails one that leaks", async () => {
  const folder = await emptyFolder();
  const init = await quintet(["init", "--url", await agUi(), ...QUICK], folder);
  expect([init.code, init.stderr]).toEqual([0, ""]);
  expect(await readFile(join(folder, "quintet.config.ts"), "utf8")).toContain(
    'agUi({ strict: true, echo: "expected" })',
  );
  const doctor = await quintet(["doctor"], folder);
  expect([doctor.code, doctor.stdout]).toEqual([0, expect.stringContaining("token accepted")]);
  expect((await quintet(["run", ...CROWD], folder)).code).toBe(0);
  const leaking = await quintet(["run", "--url", await agUi("leak"), ...CROWD], folder);
  expect([leaking.code, leaking.stdout]).toEqual([1, expect.stringContaining("isolation/bleed")]);
});

test.for([
  [
    "takes other words",
    (_asked, response) => response.writeHead(422).end('{"detail":[{"type":"missing"}]}'),
    "The server answered the request with HTTP 422 and no event stream, as shown above.",
  ],
  [
    "does not stream",
    (_asked, response) => response.end('{"answer":"It is raining."}'),
    "Quintet judges what is streamed",
  ],
  [
    "fails every run",
    (_asked, response) => stream(response, 'data: {"type":"RUN_ERROR","message":"no model"}'),
    "The server answered every run with an error, shown above.",
  ],
  [
    "speaks something else",
    ({ message }, response) =>
      stream(response, `data: {"type":"x","y":${JSON.stringify(message)}}`),
    '--send \'{"message":"{prompt}"}\'',
  ],
  ["says nothing", (_asked, response) => stream(response, ": hm"), "RunAgentInput of AG-UI"],
] as const satisfies readonly (readonly [string, Answer, string])[])(
  "a server that %s gets no config, and its author reads why",
  async ([, answer, why]) => {
    const folder = await emptyFolder();
    const { code, stderr } = await quintet(
      ["init", "--url", await start(answer), ...QUICK],
      folder,
    );
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
    expect(await readdir(folder)).toEqual([]);
  },
);

test("whoever gives a WebSocket's address of a server that has none reads of the other", async () => {
  const folder = await emptyFolder();
  const url = (await start(named)).replace("http:", "ws:");
  const { code, stderr } = await quintet(["init", "--url", url, ...SEND, ...QUICK], folder);
  expect([code, stderr]).toEqual([2, expect.stringContaining("give init its http://")]);
});
