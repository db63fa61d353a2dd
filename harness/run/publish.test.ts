import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { failed, passed } from "../../reports/testing.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { publish } from "./publish.ts";
import { openRunDirectory } from "./run-directory.ts";

test("a verdict that is on disk stays what it is", () => {
  const folder = temporaryFolder();
  expect(publish(openRunDirectory(folder), passed, new Map(), null)).toBe(passed);
  expect(readFileSync(join(folder, "verdict.json"), "utf8")).toContain('"outcome": "pass"');
});

test("a pass of which no report could be written is none, and a failure stays one", () => {
  const nowhere = openRunDirectory(join(temporaryFolder(), "gone"));
  const unpublished = [passed, failed].map((verdict) => publish(nowhere, verdict, new Map(), null));
  expect(unpublished.map(({ outcome, error }) => [outcome, error?.code])).toEqual([
    ["unknown", "disk-full"],
    ["fail", "disk-full"],
  ]);
});

test("where one report cannot be written, the others say that the pass is none", () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "junit.xml"));
  const { outcome } = publish(openRunDirectory(folder), passed, new Map(), null);
  expect(outcome).toBe("unknown");
  const verdict = readFileSync(join(folder, "verdict.json"), "utf8");
  expect(JSON.parse(verdict)).toMatchObject({ outcome: "unknown", error: { code: "disk-full" } });
});
