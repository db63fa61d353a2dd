import { expect, test } from "vitest";
import { canaryOf, watch } from "../testing/placed-ops.ts";
import { FRAME } from "./testing.ts";

test("catches another user's text under a right envelope, and joins both runs", () => {
  const scene = watch();
  const amy = scene.send("amy");
  const bo = scene.send("bo");
  scene.own(bo, "completed", { canaries: [canaryOf("bo"), canaryOf("amy")] });
  const { findings, observations } = scene.finish();
  expect(findings).toEqual([["bleed", "bo", "amy", "completed", [2, 0]]]);
  expect(observations[0]).toMatchObject({
    run: amy.id,
    message: "bo received amy's text inside completed",
    touches: [
      { user: "amy", run: amy.id, event: "completed" },
      { user: "bo", run: bo.id, event: "completed" },
    ],
  });
});

test("one answer served to several users under right envelopes is a bleed at each", () => {
  const scene = watch();
  const amy = scene.send("amy");
  const bo = scene.send("bo");
  const cy = scene.send("cy");
  const body = { data: { text: "hello" }, canaries: [canaryOf("amy")] };
  scene.own(amy, "completed", { ...body, id: "1" });
  scene.own(bo, "completed", { ...body, id: "2" });
  scene.own(cy, "completed", { ...body, id: "3" });
  expect(scene.finish().findings.map(([kind, user]) => [kind, user])).toEqual([
    ["bleed", "bo"],
    ["bleed", "cy"],
  ]);
});

test("the text of a run that is long over is still its owner's", () => {
  const scene = watch();
  const amy = scene.send("amy");
  scene.settle(amy);
  const bo = scene.send("bo");
  scene.own(bo, "completed", { canaries: [canaryOf("amy")] });
  expect(scene.finish().findings).toEqual([["bleed", "bo", "amy", "completed", [2, 0]]]);
});

test("catches another user's text in frames, close reasons, headers and rejections", () => {
  const canaries = [canaryOf("amy")];
  const bo = { connection: 1, user: "bo", canaries };
  const rejected = { outcome: "rejected", status: 403, reason: null, took: 1 } as const;
  const scene = watch();
  scene.send("amy");
  scene.push({ ...FRAME, ...bo, kind: "binary", text: "a" });
  scene.push({ ...FRAME, ...bo, kind: "control-ping", text: "b" });
  scene.push({ type: "close", ...bo, code: 1011, reason: "", by: "server", frames: 2, bytes: 2 });
  scene.push({ type: "open", ...bo, user: null, role: "probe", probe: "expired", ...rejected });
  expect(scene.finish().messages).toEqual([
    "bo received amy's text inside a binary message",
    "bo received amy's text inside a ping frame",
    "bo received amy's text inside a close reason",
    "a connection with bad credentials received amy's text inside an answer to the handshake",
  ]);
});

test("catches another user's token, and not one's own", () => {
  const scene = watch();
  const bo = scene.send("bo");
  scene.own(bo, "completed", { tokens: ["bo"] });
  scene.own(bo, "completed", { data: { n: 2 }, tokens: ["amy"] });
  const { findings, messages } = scene.finish();
  expect(findings).toEqual([["bleed", "bo", "amy", "completed", [2]]]);
  expect(messages).toEqual(["bo received amy's token inside completed"]);
});

test("one message leaks each victim once, by however many texts and tokens", () => {
  const scene = watch();
  scene.send("amy", 0);
  scene.send("amy", 1);
  const bo = scene.send("bo");
  const canaries = [canaryOf("amy", 0), canaryOf("amy", 1)];
  scene.own(bo, "completed", { canaries, tokens: ["amy", "cy"] });
  expect(scene.finish().findings).toEqual([
    ["bleed", "bo", "amy", "completed", [3, 0]],
    ["bleed", "bo", "cy", "completed", [3]],
  ]);
});

test("a forged canary proves nothing", () => {
  const scene = watch();
  const bo = scene.send("bo");
  scene.own(bo, "completed", { canaries: [`${canaryOf("amy").slice(0, 33)}!`] });
  expect(scene.finish().findings).toEqual([]);
});
