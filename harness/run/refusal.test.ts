import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { HarnessError } from "../errors/harness-error.ts";
import { errorVerdict } from "../verdict/error-verdict.ts";
import { publishRefusal } from "./refusal.ts";
import { prepareRunDirectory } from "./run-directory.ts";

const REFUSED = errorVerdict(new HarnessError("bad-config", "crwd: there is no such key"));

/** An output folder in which these stand, each holding `earlier`. */
function folderWith(...names: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "quintet-unit-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of names) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), "earlier");
  }
  return folder;
}

const outcome = (folder: string): unknown =>
  (JSON.parse(readFileSync(join(folder, "verdict.json"), "utf8")) as { outcome: unknown }).outcome;

const EXECUTION = ["verdict.json", "junit.xml", "summary.md", "report.html", "history.ndjson"];

test("the reports of an earlier execution are replaced, and it stands beneath as it was", () => {
  const out = folderWith(...EXECUTION, "notes.txt", "confirm-1/verdict.json");
  expect(publishRefusal(out, REFUSED)).toBe(join(out, "earlier"));
  expect(readdirSync(out).toSorted()).toEqual([
    "earlier",
    "junit.xml",
    "notes.txt",
    "report.html",
    "summary.md",
    "verdict.json",
  ]);
  expect(outcome(out)).toBe("unknown");
  expect(readFileSync(join(out, "junit.xml"), "utf8")).toContain("crwd: there is no such key");
  expect(readdirSync(join(out, "earlier")).toSorted()).toEqual([
    "confirm-1",
    "history.ndjson",
    "report.html",
    "summary.md",
    "verdict.json",
  ]);
  expect(readFileSync(join(out, "earlier/verdict.json"), "utf8")).toBe("earlier");
});

test("a second refusal replaces the first, and not what was set aside", () => {
  const out = folderWith(...EXECUTION);
  publishRefusal(out, REFUSED);
  expect(publishRefusal(out, { ...REFUSED, seed: "second" })).toBe(null);
  expect(readFileSync(join(out, "verdict.json"), "utf8")).toContain("second");
  expect(readFileSync(join(out, "earlier/verdict.json"), "utf8")).toBe("earlier");
});

test("the next execution removes what was set aside, and not what is a stranger's", async () => {
  const out = folderWith(...EXECUTION, "confirm-1/verdict.json");
  publishRefusal(out, REFUSED);
  await prepareRunDirectory({ out, beneath: null });
  expect(readdirSync(out)).toEqual(["target.log"]);
  writeFileSync(join(out, "verdict.json"), "earlier");
  mkdirSync(join(out, "earlier"));
  writeFileSync(join(out, "earlier/notes.txt"), "mine");
  expect(publishRefusal(out, REFUSED)).toBe(join(out, "earlier"));
  await prepareRunDirectory({ out, beneath: null });
  expect(readdirSync(join(out, "earlier"))).toEqual(["notes.txt"]);
});

test("where no report stands none is made, and a link is not followed", () => {
  const out = folderWith("notes.txt", "history.ndjson");
  expect(publishRefusal(out, REFUSED)).toBe(null);
  expect(readdirSync(out).toSorted()).toEqual(["history.ndjson", "notes.txt"]);
  expect(publishRefusal(join(out, "nowhere"), REFUSED)).toBe(null);
  expect(existsSync(join(out, "nowhere"))).toBe(false);
  const theirs = folderWith(...EXECUTION);
  symlinkSync(theirs, join(out, "link"));
  expect(publishRefusal(join(out, "link"), REFUSED)).toBe(null);
  expect(readFileSync(join(theirs, "verdict.json"), "utf8")).toBe("earlier");
});
