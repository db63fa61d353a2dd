import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { agUiDialect, type AgUiDialectOptions } from "../../dialects/ag-ui.ts";
import { runCrowd } from "../crowd.ts";
import type { CrowdLimits } from "../limits.ts";
import { crowdOptions, memory, serveTcp } from "../testing.ts";

interface Asked {
  readonly runId: string;
}

type Answer = (response: ServerResponse, asked: Asked, request: IncomingMessage) => void;

interface Behaviour {
  /** The answer to what is no run. */
  readonly opening?: (response: ServerResponse, request: IncomingMessage) => void;
  readonly run?: Answer;
}

/** A server on a port of its own, stopped when the test ends. */
async function serve({ opening = notFound, run = complete }: Behaviour): Promise<string> {
  const http = createServer((request, response) => {
    void (async () => {
      if (request.method !== "POST") return opening(response, request);
      const body = Buffer.concat((await request.toArray()) as Buffer[]).toString();
      run(response, JSON.parse(body) as Asked, request);
    })();
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}/agent`;
}

function notFound(response: ServerResponse): void {
  response.writeHead(404).end("POST only");
}

function begin(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
}

function say(response: ServerResponse, event: object): void {
  response.write(`data: ${JSON.stringify(event)}\n\n`);
}

/** The shortest run there is. */
function complete(response: ServerResponse, { runId }: Asked): void {
  begin(response);
  say(response, { type: "RUN_STARTED", runId });
  say(response, { type: "RUN_FINISHED", runId });
  response.end();
}

/** Answers `/me` with this status, and a run with its events. */
function unlessMe(status: number): Answer {
  return (response, asked, { url }) => {
    if (url === "/me") response.writeHead(status).end();
    else complete(response, asked);
  };
}

async function crowd(
  behaviour: Behaviour | string,
  limits: Partial<CrowdLimits> = {},
  options: AgUiDialectOptions = {},
  shape: Parameters<typeof crowdOptions>[2] = {},
) {
  const dialect = agUiDialect({ transport: "sse", ...options });
  const witness = memory(dialect);
  const url = typeof behaviour === "string" ? behaviour : await serve(behaviour);
  const error = await runCrowd({
    ...crowdOptions(url, witness, shape, limits),
    dialect,
    terminalTypes: new Set(["RUN_FINISHED", "RUN_ERROR"]),
  }).then(
    () => null,
    (reason: unknown) => reason as { readonly code: string; readonly message: string },
  );
  const messages = witness.seen.flatMap((one) => (one.type === "message" ? [one.message] : []));
  return { witness, messages, error };
}

test("a run is one request with its user's token, and its answer is heard event by event", async () => {
  const seen: unknown[] = [];
  const { witness, messages, error } = await crowd({
    run(response, asked, { headers }) {
      seen.push([headers.authorization, headers.accept, headers["accept-encoding"]]);
      complete(response, asked);
    },
  });
  expect(error).toBeNull();
  expect(seen).toEqual([["Bearer token-of-user-0", "text/event-stream", undefined]]);
  expect(messages.map(({ kind }) => kind)).toEqual(["accepted", "event", "event"]);
  expect(witness.ops("open")).toMatchObject([{ outcome: "open", status: 404 }]);
  expect(witness.ops("close")).toMatchObject([{ code: 1000, by: "harness", frames: 3 }]);
  expect(witness.evidence[0]).toContain("HTTP/1.1 404 Not Found");
});

test("the bytes that are counted are those of the events and of the head of the answer", async () => {
  const { witness } = await crowd({
    run(response, { runId }) {
      response.writeHead(200, { "content-type": "text/event-stream", date: "x" });
      response.end(`: hello\n\ndata: {"type":"RUN_FINISHED","runId":"${runId}"}\n\n\n`);
    },
  });
  const head =
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ndate: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
  const body = `: hello\n\ndata: {"type":"RUN_FINISHED","runId":"${"0".repeat(36)}"}\n\n`;
  expect(witness.ops("close")).toMatchObject([{ frames: 3, bytes: head.length + body.length }]);
});

test("an event that was cut off is no event, and is heard", async () => {
  const { messages } = await crowd(
    {
      run(response, { runId }) {
        begin(response);
        say(response, { type: "RUN_STARTED", runId });
        response.end(`data: {"type":"RUN_FINISHED","runId":"${runId}"}\n`);
      },
    },
    { patience: 60 },
  );
  expect(messages.map(({ kind }) => kind).slice(0, 3)).toEqual(["accepted", "event", "malformed"]);
});

test("what comes after the end of a run is heard for the linger", async () => {
  const { messages } = await crowd(
    {
      run(response, asked) {
        begin(response);
        say(response, { type: "RUN_FINISHED", runId: asked.runId });
        setImmediate(() => say(response, { type: "CUSTOM", name: "late" }));
      },
    },
    { linger: 300 },
  );
  expect(messages.map(({ kind }) => kind)).toEqual(["accepted", "event", "event"]);
});

describe("a connection ends", () => {
  test("with 1006 when an answer breaks off, whatever else was open", async () => {
    const { witness } = await crowd({
      run(response, { runId }, request) {
        begin(response);
        say(response, { type: "RUN_STARTED", runId });
        response.write("data: half", () => request.socket.resetAndDestroy());
      },
    });
    expect(witness.ops("close")).toMatchObject([{ code: 1006, by: "network" }]);
  });

  test("with 1006 when a request gets no answer, and nobody knows whether it was received", async () => {
    const { witness } = await crowd({
      run: (_response, _asked, request) => request.socket.resetAndDestroy(),
    });
    expect(witness.ops("send").map(({ outcome }) => outcome)).toEqual(["ok", "info"]);
    expect(witness.ops("close")).toMatchObject([{ code: 1006, by: "network" }]);
  });

  test("with 1009 when an event is too large, whole or not", async () => {
    for (const end of ["\n\n", ""]) {
      const { witness, messages } = await crowd(
        {
          run(response) {
            begin(response);
            response.write(`data: ${"x".repeat(5_000)}${end}`);
          },
        },
        { maxFrameBytes: 4_096 },
      );
      expect(witness.ops("close")).toMatchObject([{ code: 1009, by: "harness" }]);
      expect(messages.map(({ kind }) => kind)).toEqual(["accepted"]);
    }
  });

  test("with 1000 when the stream that the opening was answered with ends", async () => {
    const { witness, messages } = await crowd(
      {
        opening(response) {
          begin(response);
          response.write(": hello\n\n");
          say(response, { type: "CUSTOM", name: "news" });
          setImmediate(() => response.end());
        },
        run: () => undefined,
      },
      { patience: 2_000 },
    );
    expect(witness.ops("close")).toMatchObject([{ code: 1000, by: "server" }]);
    expect(messages.map(({ kind }) => kind)).toEqual(["pong", "event"]);
  });

  test("with the status of who is refused, and starts nothing more", async () => {
    const { witness, error } = await crowd(
      { run: (response) => response.writeHead(403).end("not you") },
      {},
      {},
      { users: 1, sentinels: 1, runsPerUser: 3 },
    );
    expect(witness.ops("close")[0]).toMatchObject({ code: 4403, by: "server", reason: "not you" });
    expect(witness.ops("send").filter(({ outcome }) => outcome === "ok")).toHaveLength(1);
    expect(error).toMatchObject({ code: "all-refused" });
    expect(error?.message).toContain("HTTP 403.");
  });
});

test("an interruption gives up every request at once", async () => {
  const controller = new AbortController();
  const url = await serve({
    run(response, { runId }) {
      begin(response);
      say(response, { type: "RUN_STARTED", runId });
      response.on("close", () => gone.resolve());
      controller.abort();
    },
  });
  const gone = Promise.withResolvers<void>();
  const dialect = agUiDialect({ transport: "sse" });
  const witness = memory(dialect);
  const report = await runCrowd({
    ...crowdOptions(url, witness),
    dialect,
    signal: controller.signal,
  });
  await gone.promise;
  expect(report).toMatchObject({ interrupted: true, sent: 1, ended: 0 });
  expect(witness.ops("close")).toMatchObject([{ code: 1000, by: "harness" }]);
});

test("what the owner throws is no fault of the stream", async () => {
  const url = await serve({});
  const thrown = Promise.withResolvers<unknown>();
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.once("unhandledRejection", thrown.resolve);
  onTestFinished(() => {
    for (const listener of listeners) process.on("unhandledRejection", listener);
  });
  const dialect = agUiDialect({ transport: "sse" });
  const witness = memory(dialect);
  const broken = {
    ...witness,
    message: () => {
      throw new Error("a defect of ours");
    },
  };
  await runCrowd({ ...crowdOptions(url, broken, {}, { patience: 60 }), dialect });
  expect(await thrown.promise).toMatchObject({ message: "a defect of ours" });
  expect(witness.ops("close")).toMatchObject([{ code: 1000, by: "harness" }]);
});

test("a silent run is asked after by the opening, and its answer is a sign of life", async () => {
  const runs: (() => void)[] = [];
  let knocks = 0;
  let agents = 0;
  const agentOf = (): Agent => {
    agents += 1;
    return new Agent();
  };
  const { witness, messages } = await crowd(
    {
      opening(response) {
        knocks += 1;
        notFound(response);
        for (const finish of runs) finish();
      },
      run(response, { runId }) {
        begin(response);
        runs.push(() => say(response, { type: "RUN_FINISHED", runId }));
      },
    },
    { patience: 1_500, agentOf },
  );
  expect(knocks).toBe(2);
  // Opening, run and sign of life: all by the same way.
  expect(agents).toBe(3);
  expect(messages.map(({ kind }) => kind)).toEqual(["accepted", "event"]);
  expect(witness.seen.filter(({ type }) => type === "control")).toMatchObject([{ kind: "pong" }]);
});

describe("the opening", () => {
  test.for<[number, string]>([
    [401, "all-refused"],
    [403, "all-refused"],
    [429, "unavailable"],
    [503, "unavailable"],
    [307, "no-stream"],
    [500, "no-stream"],
  ])("turns away with %i, which is %s, and the body is kept", async ([status, code]) => {
    const { witness, error } = await crowd({
      opening: (response) => response.writeHead(status).end("because"),
    });
    expect(error?.code).toBe(code);
    expect(witness.ops("open")).toMatchObject([{ outcome: "rejected", status, reason: "because" }]);
    expect(witness.evidence[0]).toMatch(/^HTTP\/1\.1 \d+ [^]*because$/);
  });

  test.for([200, 204, 400, 404, 405, 422])("is open with %i", async (status) => {
    const { error } = await crowd({ opening: (response) => response.writeHead(status).end() });
    expect(error).toBeNull();
  });

  test("of the config's own is open with 2xx alone", async () => {
    const opening = { method: "POST", url: "/me", body: "{}" };
    expect((await crowd({ run: unlessMe(204) }, {}, { opening })).error).toBeNull();
    expect((await crowd({ run: unlessMe(404) }, {}, { opening })).error?.code).toBe("no-stream");
  });

  test("that is never answered is told, and given up", async () => {
    const url = await serveTcp(() => {});
    const silent = await crowd(url.replace("ws", "http"), { handshakeTimeout: 60 });
    expect(silent.error?.code).toBe("silent");
  });

  test("by what speaks no HTTP is told", async () => {
    const url = await serveTcp((socket) => socket.end("220 mail ready\r\n"));
    expect((await crowd(url.replace("ws", "http"))).error?.code).toBe("no-stream");
  });
});
