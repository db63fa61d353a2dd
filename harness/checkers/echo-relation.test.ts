import { expect, test } from "vitest";
import { attribute } from "../verdict/attribution.ts";
import { judge, story } from "./testing/judging.ts";
import { CATALOGUE } from "./catalogue.ts";

/** A run whose tool has this name when its call ends. */
function ending(tool: string) {
  const tale = story({ users: ["amy"], sentinels: [] })
    .open()
    .start("amy");
  const data = { tool_name: tool, call_id: "call-amy-1-1", result: { hits: 3 } };
  tale.events("amy", 1, "started thinking executing").event("amy", 1, "completed", { data });
  tale.events("amy", 1, "done").finish();
  return attribute(judge(tale, ...CATALOGUE).observations).map(
    ({ guarantee, kind }) => `${guarantee}/${kind}`,
  );
}

test("the end of a call under another tool's name is crossed", () => {
  expect(ending("calculator")).toEqual(["pairing/crossed"]);
});

test("a name that is empty is an empty text, and no other tool's", () => {
  expect(ending(" ")).toEqual(["content/empty-text"]);
});
