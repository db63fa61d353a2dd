import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { socketIo, type SocketIoOptions } from "../harness/dialects/socket-io.ts";
import { run, type Verdict } from "../harness/index.ts";
import { emptyFolder } from "./cli.ts";
import { type SocketIoBug, startSocketIoServer } from "./socket-io-server.ts";

const AGENTS: SocketIoOptions = {
  namespace: "/agents",
  start: ({ run: { id }, prompt }) => ["ask", { id, text: prompt }],
  receive: { run: "run", user: "user", data: "." },
};

async function judgeAt(url: string, options: SocketIoOptions): Promise<Verdict> {
  return run({
    target: { url },
    dialect: socketIo({ ...AGENTS, ...options }),
    crowd: { users: 5, sentinels: 1, runsPerUser: 2, connectRate: 1_000, prompts: "plain" },
    patience: "1s",
    linger: "400ms",
    out: join(await emptyFolder(), "report"),
  });
}

async function judge(options: SocketIoOptions, bug?: SocketIoBug): Promise<Verdict> {
  const server = await startSocketIoServer(bug);
  onTestFinished(() => server.close());
  return judgeAt(server.url, options);
}

function found({ findings }: Verdict): readonly string[] {
  return findings.map(({ guarantee, kind }) => `${guarantee}/${kind}`).toSorted();
}

describe.for([
  ["without its client", false],
  ["through its client", true],
] as const)("Socket.IO %s", ([, client]) => {
  test("a right server passes, and its questions for a sign of life are answered", async () => {
    const verdict = await judge({ client });
    expect(verdict).toMatchObject({ outcome: "pass", findings: [], error: null });
    expect(verdict.envelope).toMatchObject({ users: 5, sentinels: 1, runs: 10, events: 50 });
  });

  test("one that tells all what is one user's fails isolation, once a run, however many receive it", async () => {
    const verdict = await judge({ client }, "leak");
    expect(found(verdict)).toEqual(["isolation/shared", "isolation/shared"]);
  });

  test("one that loses an event fails completeness", async () => {
    const verdict = await judge({ client }, "lose");
    expect(found(verdict)).toEqual(["completeness/tail", "completeness/tail"]);
  });

  test("one that refuses every account is told as such", async () => {
    const { error } = await judge({ client, auth: "bearer" });
    expect(error).toMatchObject({ code: "all-refused" });
    expect(error?.message).toContain("an error in answer to the login");
  });

  test("one that is gone is told as such", async () => {
    const server = await startSocketIoServer();
    await server.close();
    const { outcome, error } = await judgeAt(server.url, { client });
    expect({ outcome, code: error?.code }).toEqual({ outcome: "unknown", code: "refused" });
  });

  test("a path at which it is not is told", async () => {
    const { error } = await judge({ client, path: "/elsewhere/" });
    expect(error?.code).toBe("silent");
  });
});
