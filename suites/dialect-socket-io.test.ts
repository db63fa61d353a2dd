import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { socketIo, type SocketIoOptions } from "../harness/dialects/socket-io.ts";
import { run, type Verdict } from "../harness/index.ts";
import { emptyFolder } from "./cli.ts";
import { type SocketIoBug, startSocketIoServer } from "./socket-io-server.ts";

const AGENTS: SocketIoOptions = {
  namespace: "/agents",
  start: ({ run: { id }, prompt }) => ["ask", { id, text: prompt }],
  receive: { run: "run", user: "user", data: "." },
};

async function judge(bug?: SocketIoBug, options: SocketIoOptions = AGENTS): Promise<Verdict> {
  const server = await startSocketIoServer(bug);
  onTestFinished(() => server.close());
  return run({
    target: { url: server.url },
    dialect: socketIo(options),
    crowd: { users: 5, sentinels: 1, runsPerUser: 2, connectRate: 1_000, prompts: "plain" },
    patience: "1s",
    linger: "400ms",
    out: join(await emptyFolder(), "report"),
  });
}

function found({ findings }: Verdict): readonly string[] {
  return findings.map(({ guarantee, kind }) => `${guarantee}/${kind}`).toSorted();
}

test("a right server of Socket.IO passes, and its questions for a sign of life are answered", async () => {
  const verdict = await judge();
  expect(verdict).toMatchObject({ outcome: "pass", findings: [], error: null });
  expect(verdict.envelope).toMatchObject({ users: 5, sentinels: 1, runs: 10, events: 50 });
});

test("one that tells all what is one user's fails isolation, once a run, however many receive it", async () => {
  const verdict = await judge("leak");
  expect(found(verdict)).toEqual(["isolation/shared", "isolation/shared"]);
});

test("one that loses an event fails completeness", async () => {
  expect(found(await judge("lose"))).toEqual(["completeness/tail", "completeness/tail"]);
});

test("one that refuses every account is told as such", async () => {
  const verdict = await judge(undefined, { ...AGENTS, auth: "bearer" });
  expect(verdict.error).toMatchObject({ code: "all-refused" });
  expect(verdict.error?.message).toContain("an error in answer to the login");
});
