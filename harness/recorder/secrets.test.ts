import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { json } from "../dialects/json.ts";
import { sampleHeader } from "../history/testing.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { createHistoryWriter } from "./history-writer.ts";
import { createRecorder } from "./recorder.ts";
import { CLOSED, event, JWT, OPAQUE, receive, recording, TOKENS, UPGRADED } from "./testing.ts";

const FOREIGN_JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJldmUifQ.";

/** JSON as PHP writes it. */
function slashes(text: string): string {
  return text.replaceAll("/", "\\/");
}

/** JSON as nobody writes it who has nothing to hide. */
function escapes(text: string): string {
  return text.replace(/./g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

describe("tokens", () => {
  test.each([
    ["in a payload", event({ note: `it is ${JWT}.` })],
    ["deep in a payload", event({ list: [{ deeper: [OPAQUE] }] })],
    ["as a key of a payload", event({ [OPAQUE]: 1 })],
    ["with escaped slashes", event({ note: "HERE" }).replace("HERE", slashes(OPAQUE))],
    ["escaped throughout", event({ note: "HERE" }).replace("HERE", escapes(OPAQUE))],
    ["in base64", event({ note: Buffer.from(`x${OPAQUE}`).toString("base64") })],
    ["as a type", event({}, OPAQUE)],
    ["as a run", JSON.stringify({ type: "agent_started", run_id: JWT, data: {} })],
    ["as a user", JSON.stringify({ type: "connection_established", user_id: OPAQUE })],
    ["as a session", JSON.stringify({ type: "connection_established", session_id: JWT })],
    ["as an error code", JSON.stringify({ type: "error", code: OPAQUE })],
    ["in no JSON at all", `hello ${OPAQUE}`],
    ["in an unknown message, escaped", `{"type":"?","x":"${slashes(OPAQUE)}"}`],
    ["in an unknown message, escaped throughout", `{"type":"?","x":"${escapes(JWT)}"}`],
    ["across the cut of a long message", "x".repeat(500) + JWT],
    ["of nobody we know", event({ note: FOREIGN_JWT })],
    ["of nobody we know, escaped", event({ note: "HERE" }).replace("HERE", escapes(FOREIGN_JWT))],
  ])("%s never reach the history file", async (_where, text) => {
    const path = join(temporaryFolder(), "history.ndjson");
    const writer = createHistoryWriter(path, sampleHeader, (error) => expect.fail(error.message));
    const recorder = createRecorder({
      clock: () => 0,
      dialect: json(),
      sinks: [writer],
      tokens: TOKENS,
    });
    recorder.message(1, "amy", Buffer.from(text), false);
    recorder.message(1, "amy", Buffer.from(text), true);
    recorder.control(1, "amy", "ping", Buffer.from(text));
    recorder.opened({ ...UPGRADED, outcome: "rejected", reason: text }, Buffer.from(text));
    recorder.closed({ ...CLOSED, reason: text }, Buffer.from(text));
    await writer.close();
    const written = readFileSync(path, "utf8");
    expect(written.split("\n")).toHaveLength(7);
    const readable = written.replaceAll("\\\\", "\\");
    const base64 = Buffer.from(`x${OPAQUE}`).toString("base64").slice(4, -4);
    const plain = [JWT.slice(0, 12), JWT.slice(JWT.lastIndexOf(".") + 1), FOREIGN_JWT, OPAQUE];
    for (const secret of [...plain, base64, slashes(OPAQUE), escapes(OPAQUE), escapes(JWT)]) {
      expect(readable).not.toContain(secret);
    }
  });

  test("of which the end of a reason shows but a part are kept out as well", () => {
    const { ops, recorder } = recording();
    const reason = `refused: ${JWT}`.slice(0, 60);
    recorder.opened({ ...UPGRADED, outcome: "rejected", reason }, Buffer.from(reason));
    recorder.closed({ ...CLOSED, reason: `no ${JWT.slice(0, 19)}` }, Buffer.alloc(0));
    expect(ops).toMatchObject([{ reason: "refused: [jwt]" }, { reason: "no [jwt]" }]);
  });

  test.each([
    ["slashes", slashes(OPAQUE)],
    ["everything", escapes(OPAQUE)],
  ])("are sighted where JSON escapes %s", (_what, hidden) => {
    const text = event({ note: "HERE" }).replace("HERE", hidden);
    expect(receive(text)).toMatchObject({ tokens: ["bo"] });
    expect(receive(`no JSON: ${hidden}`)).toMatchObject({ tokens: ["bo"] });
  });

  test("are sighted under their user's name", () => {
    expect(receive(event({ note: OPAQUE }))).toMatchObject({
      tokens: ["bo"],
      event: { data: { note: "[token of bo]" } },
    });
  });

  test("are all sighted, one behind JSON's escapes beside one that is plain", () => {
    const text = event({ note: `${JWT} HERE` }).replace("HERE", slashes(OPAQUE));
    expect(receive(text)).toMatchObject({ tokens: ["amy", "bo"] });
  });

  test("that are nothing but the user's id are no secret: ids stay what they are", () => {
    const tokens = new Map([["user-0001", "user-0001"]]);
    const text = JSON.stringify({ type: "agent_started", user_id: "user-0001", data: {} });
    const op = receive(text, { tokens });
    expect(op).toMatchObject({ event: { user: "user-0001" } });
    expect(op).not.toHaveProperty("tokens");
  });

  test("that several users share are kept out, and name nobody", () => {
    const tokens = new Map([
      ["amy", "shared-token"],
      ["bo", "shared-token"],
    ]);
    const op = receive(event({ note: "shared-token" }), { tokens });
    expect(op).toMatchObject({ event: { data: { note: "[token of several users]" } } });
    expect(op).not.toHaveProperty("tokens");
  });
});

test("a secret that is no user's token is kept out of a plain event, and sights nobody", () => {
  const secrets = ["password-of-the-address"];
  const op = receive(event({ note: `it is ${secrets[0]}` }), { secrets });
  expect(op).toMatchObject({ event: { data: { note: "it is [secret]" } } });
  expect(op).not.toHaveProperty("tokens");
  const innocent = { note: "it is nothing" };
  expect(receive(event(innocent), { secrets })).toMatchObject({ event: { data: innocent } });
});
