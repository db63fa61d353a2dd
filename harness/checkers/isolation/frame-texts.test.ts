import { describe, expect, test } from "vitest";
import type { FrameOp } from "../../history/op.ts";
import { canaryOf, watch } from "../testing/placed-ops.ts";
import { FRAME } from "./testing.ts";

/** What isolation says of these messages, which bo received and nobody understands. */
function judged(texts: readonly string[], differs: Partial<FrameOp> = {}): readonly string[] {
  const scene = watch();
  scene.send("amy");
  scene.send("bo");
  for (const text of texts) {
    scene.push({ ...FRAME, connection: 1, user: "bo", kind: "unknown", text, ...differs });
  }
  return scene.finish().messages;
}

function token(text: string, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ type: "token", data: { text }, ...more });
}

const AMY = canaryOf("amy");
const [HEAD, TAIL] = [AMY.slice(0, 11), AMY.slice(11)];
const BLEED = ["bo received amy's text over several messages of unknown types"];

describe("a text in pieces, in messages that are no events, is joined", () => {
  test("word by word", () => {
    const text = `so: ${AMY}, she said`;
    const words = text.match(/.{1,7}/g) ?? [];
    expect(judged(words.map((word) => token(word)))).toEqual(BLEED);
    expect(judged(words.map((word) => token(word.replaceAll(AMY.slice(0, 3), "la "))))).toEqual([]);
  });

  test("as bare text", () => {
    expect(judged([`"so: ${HEAD}`, TAIL], { kind: "malformed" })).toEqual([
      "bo received amy's text over several unreadable messages",
    ]);
    expect(judged([JSON.stringify(HEAD), JSON.stringify(TAIL)])).toEqual(BLEED);
  });

  test("beside messages of other types, and of other runs", () => {
    const note = JSON.stringify({ type: "note", data: { text: "la" } });
    expect(judged([token(HEAD), note, token(TAIL)])).toEqual(BLEED);
    const other = token("la", { run_id: "2" });
    expect(judged([token(HEAD, { run_id: "1" }), other, token(TAIL, { run_id: "1" })])).toEqual(
      BLEED,
    );
  });

  test("and his own is his", () => {
    const bo = canaryOf("bo");
    expect(judged([token(bo.slice(0, 9)), token(bo.slice(9))])).toEqual([]);
  });
});

describe("pieces are of one text only", () => {
  test("on one connection", () => {
    const scene = watch();
    scene.send("amy");
    const frame = { ...FRAME, user: "bo", kind: "unknown" } as const;
    scene.push({ ...frame, connection: 1, text: token(HEAD) });
    scene.push({ ...frame, connection: 2, text: token(TAIL) });
    expect(scene.finish().messages).toEqual([]);
  });

  test("at one place of the message", () => {
    expect(judged([token(HEAD), JSON.stringify({ type: "token", text: TAIL })])).toEqual([]);
  });

  test("until the connection is closed", () => {
    const scene = watch();
    scene.send("amy");
    const bo = { connection: 1, user: "bo" } as const;
    scene.push({ ...FRAME, ...bo, kind: "unknown", text: token(HEAD) });
    scene.push({ type: "close", ...bo, code: 1000, reason: "", by: "server", frames: 1, bytes: 1 });
    scene.push({ ...FRAME, ...bo, kind: "unknown", text: token(TAIL) });
    expect(scene.finish().messages).toEqual([]);
  });

  test("in messages that nobody understands", () => {
    expect(judged([token(HEAD), token(TAIL)], { kind: "pong" })).toEqual([]);
  });
});
