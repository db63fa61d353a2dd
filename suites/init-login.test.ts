import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { emptyFolder, quintet } from "./cli.ts";
import { signedSubject } from "./signed-subject.ts";

/** Servers that want to be told who is there in a message, after the socket is open. */

const SECRET = process.env["QUINTET_JWT_SECRET"] ?? "quintet-development-secret-not-for-production";

interface Habits {
  /** What a right login is answered with; nothing: it is not. */
  readonly answer?: object;
  /** What comes before any login. */
  readonly greeting?: object;
  /** Milliseconds it takes to look at a token, in which it hears nothing else. */
  readonly slow?: number;
}

interface Asked {
  readonly op: string;
  readonly token?: string;
  readonly as?: string;
  readonly id: string;
  readonly msg: string;
}

async function startStrict({ answer, greeting, slow = 0 }: Habits): Promise<string> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  server.on("connection", (socket) => {
    const say = (message: object): void => socket.send(JSON.stringify(message));
    let user: string | null = null;
    if (greeting) say(greeting);
    socket.on("message", (raw: Buffer) => {
      const { op, token, as, id, msg } = JSON.parse(raw.toString()) as Asked;
      if (op === "auth") {
        const who = token === undefined ? (as ?? null) : signedSubject(token, SECRET);
        if (who === null) return say({ op: "auth_error", why: "bad token" });
        setTimeout(() => {
          user = who;
          if (answer) say(answer);
        }, slow);
        return;
      }
      // As one that has lost what came too early.
      if (user === null) return;
      say({ type: "begin", ref: id });
      say({ type: "finish", ref: id, text: `You asked: ${msg}` });
    });
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const SEND = ["--send", '{"op":"chat","msg":"{prompt}","id":"{run}"}'];
const QUICK = ["--quiet", "300ms", "--patience", "2s"];
const TOKEN = '{"op":"auth","token":"{token}"}';

const RIGHT: Readonly<Record<string, readonly [Habits, string]>> = {
  "answers a login under another name than its events have": [
    { answer: { op: "auth_ok" }, greeting: { type: "hello" }, slow: 30 },
    TOKEN,
  ],
  "answers a login": [{ answer: { type: "ready", session_id: "s1" }, slow: 30 }, TOKEN],
  "does not answer it": [{ greeting: { type: "hello" } }, TOKEN],
  "answers it as it greets": [{ answer: { type: "info" }, greeting: { type: "info" } }, TOKEN],
  "asks for no token": [{ answer: { op: "auth_ok" } }, '{"op":"auth","as":"{user}"}'],
};

test.for(Object.keys(RIGHT))("a right server that %s passes with what init wrote", async (how) => {
  const [habits, login] = RIGHT[how] ?? [{}, TOKEN];
  const url = await startStrict(habits);
  const folder = await emptyFolder();
  const init = await quintet(["init", "--url", url, "--login", login, ...SEND, ...QUICK], folder);
  expect([init.code, init.stderr]).toEqual([0, ""]);
  const doctor = await quintet(["doctor"], folder);
  expect([doctor.code, doctor.stdout]).toEqual([0, expect.stringContaining("token accepted")]);
  const run = await quintet(["run", "--patience", "2s", "--connect-rate", "100"], folder);
  expect([run.code, run.stdout.split("\n")[0]]).toEqual([
    0,
    "PASS  every one of 5 users received exactly its own events",
  ]);
  const config = await readFile(join(folder, "quintet.config.ts"), "utf8");
  const waits = (habits.answer !== undefined && habits.greeting === undefined) || habits.slow;
  expect(config.includes('provides: { welcome: "always" }')).toBe(Boolean(waits));
  expect(init.stdout.includes("no answer to the login that has a type of its own")).toBe(!waits);
});

test("a server that wants a login, and got none: nothing is written, and it is said how", async () => {
  const folder = await emptyFolder();
  const url = await startStrict({ greeting: { type: "hello" } });
  const { code, stderr } = await quintet(["init", "--url", url, ...SEND, ...QUICK], folder);
  expect([code, stderr]).toEqual([2, expect.stringContaining(`--login '${TOKEN}'`)]);
  expect(await readdir(folder)).toEqual([]);
});

test("a login that is refused is told as such", async () => {
  const folder = await emptyFolder();
  const url = await startStrict({ answer: { op: "auth_ok" } });
  const login = ["--login", '{"op":"auth","token":"not {token}"}'];
  const { code, stderr } = await quintet(
    ["init", "--url", url, ...login, ...SEND, ...QUICK],
    folder,
  );
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining("The server answered the login with an error, shown above."),
  ]);
  expect(await readdir(folder)).toEqual([]);
});
