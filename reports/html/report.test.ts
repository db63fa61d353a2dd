import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { HarnessError } from "../../harness/errors/harness-error.ts";
import { errorVerdict } from "../../harness/verdict/error-verdict.ts";
import { broken, evidence, failed, HOSTILE, hostile, passed, unknown } from "../testing.ts";
import { report } from "./report.ts";
import { leakStory, reported } from "./testing.ts";

const policyOf = (page: string): string =>
  (/http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "").replaceAll(
    "&#39;",
    "'",
  );

const inside = (page: string, name: string): readonly string[] =>
  [...page.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs"))].map(([, text]) => text ?? "");

const hashOf = (text: string): string =>
  `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

describe("the file", () => {
  const { page } = reported(leakStory());

  test("allows its own style and script by their hashes, and nothing else", () => {
    const [style = ""] = inside(page, "style");
    const [script = ""] = inside(page, "script");
    expect(policyOf(page).split("; ")).toEqual([
      "default-src 'none'",
      `script-src ${hashOf(script)}`,
      `style-src ${hashOf(style)}`,
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
  });

  test("names no address to load from, no handler and no inline style", () => {
    expect(page).not.toMatch(/\s(?:src|srcset|href="(?!#)|on[a-z]+=|style=)/);
    expect(page).not.toMatch(/@import|url\(/);
  });

  test("is the same for the same history", () => {
    expect(reported(leakStory()).page).toBe(page);
  });

  test("holds no code that would end its own element", () => {
    const [script = ""] = inside(page, "script");
    expect(script).not.toMatch(/<\/?script|<!--/i);
    expect(script.length).toBeGreaterThan(10_000);
  });
});

const textOf = (page: string): string =>
  page
    .replace(/<(style|script)\b.*?<\/\1>/gs, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");

test.each([
  ["a pass", passed, "PASS Every one of 25 users received exactly its own events"],
  [
    "a failure",
    failed,
    "FAIL Isolation: bo received amy&#39;s tool_completed (and 1 more finding)",
  ],
  ["no answer", unknown, "UNKNOWN Could not be judged: clock: no event carried a server time"],
  ["an error", broken, "UNKNOWN Could not be judged: The config does not fit:"],
])("%s without a history is told in words", (_what, verdict, words) => {
  expect(textOf(report(verdict, new Map(), null))).toContain(words);
});

test("a command and a key of the config look like what they are, wherever they are told", () => {
  const { header, ops } = leakStory();
  const claims = { ...header.claims, clock: "off" } as const;
  const pages = [
    report(errorVerdict(new HarnessError("no-target", "No target is named.")), new Map(), null),
    reported({ header: { ...header, claims }, ops }).page,
  ];
  expect(pages.map((page) => textOf(page).includes("`"))).toEqual([false, false]);
  // Broken between words, and nowhere else.
  const words = ["claims:", "{", "clock:", "&quot;claimed&quot;", "}"];
  expect(pages[1]).toContain(
    `<code>${words.map((word) => `<span>${word}</span>`).join(" ")}</code>`,
  );
});

test("an error is told once where the headline holds it, and whole where not", () => {
  const short = errorVerdict(new HarnessError("refused", "Nobody listens at 127.0.0.1:9."));
  const pages = [short, broken].map((verdict) => report(verdict, new Map(), null));
  expect(pages.map((page) => page.split("<pre").length - 1)).toEqual([0, 1]);
  expect(textOf(pages[1] ?? "")).toContain("crowd.users: expected 1 or more");
});

test("of a finding that was picked out of the history no op, the page says where its raw record is", () => {
  const { page, verdict, recording } = reported(leakStory());
  const [leak] = verdict.findings;
  expect(textOf(report(verdict, new Map(), recording))).toContain(
    `The raw record: ops ${leak?.ops.join(", ")} in history.ndjson`,
  );
  expect(textOf(page)).not.toContain("in history.ndjson");
});

test("a finding is told by the ops that prove it where there is no picture", () => {
  const text = textOf(report(failed, evidence, null));
  expect(text).toContain("bo ◀ amy&#39;s tool_completed run 3f2a91c4… seq 4");
  expect(text).toContain("secret of amy");
});

test("hostile words stay words, and the file stays small", () => {
  const page = report(hostile, new Map(), null);
  expect(page).not.toContain(HOSTILE.slice(8, 30));
  expect(page).not.toMatch(/<b>&amp;|[\u202e\ud800\ufffe\u0007]/);
  expect(page.length).toBeLessThan(1_000_000);
});

test("a picture that was full says so, and since when", () => {
  const { page } = reported(leakStory(), { marks: 6, lanes: 10 });
  expect(textOf(page)).toContain(
    "The picture was full at +7 ms: 13 further marks and 0 further lanes",
  );
});
