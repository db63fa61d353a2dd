import { expect, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { junit } from "./junit.ts";
import { broken, failed, hostile, passed, unknown, verdictOn } from "./testing.ts";
import { GUARANTEE_NAMES } from "../harness/verdict/guarantee.ts";
import { judged, observed } from "../harness/verdict/testing.ts";

/** The element tree of a well-formed document as `name(attributes)` lines; throws on anything else. */
function elements(xml: string): readonly string[] {
  const open: string[] = [];
  const seen: string[] = [];
  const token =
    /<\?xml [^?]*\?>|<(\/?)([\w]+)((?: [\w]+="[^"<&]*(?:&(?:amp|lt|gt|quot);[^"<&]*)*")*)(\/?)>|([^<]+)/y;
  let at = 0;
  while (at < xml.length) {
    token.lastIndex = at;
    const match = token.exec(xml);
    if (!match) throw new Error(`not well-formed at ${xml.slice(at, at + 80)}`);
    at = token.lastIndex;
    const [, closing, name, attributes = "", empty, text] = match;
    if (text !== undefined && /&(?!(?:amp|lt|gt|quot);)/.test(text)) throw new Error("a bare &");
    if (name === undefined) continue;
    if (closing) {
      if (open.pop() !== name) throw new Error(`</${name}> closes something else`);
      continue;
    }
    seen.push(`${name}${attributes}`);
    if (!empty) open.push(name);
  }
  if (open.length > 0) throw new Error(`left open: ${open.join(", ")}`);
  return seen;
}

/** What stands in each test case: nothing, or the element that says why. */
function cases(verdict: Verdict): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  let last = "";
  for (const element of elements(junit(verdict))) {
    const name = /^testcase .*name="(\w+)"/.exec(element)?.[1];
    if (name !== undefined) {
      if (name in found) throw new Error(`${name} stands twice`);
      last = name;
      found[name] = "pass";
    } else if (last !== "") found[last] = element.split(" ")[0] ?? "";
  }
  return found;
}

test("one case a guarantee: passed, failed, or skipped with the reason", () => {
  expect(cases(failed)).toEqual({
    isolation: "failure",
    completeness: "failure",
    duplication: "failure",
    order: "pass",
    pairing: "pass",
    finality: "pass",
    content: "pass",
    deadline: "pass",
    connection: "pass",
    identity: "pass",
    session: "skipped",
    resume: "skipped",
    interference: "skipped",
    backpressure: "skipped",
    clock: "pass",
    reach: "pass",
  });
});

test("a failure tells its findings", () => {
  const text = junit(failed);
  expect(text).toContain(
    '<testsuite name="quintet" tests="16" failures="3" errors="0" skipped="4" time="0.812">',
  );
  expect(text).toContain(
    `<failure message="bo received amy's tool_completed" type="isolation/misroute">misroute: bo received amy's tool_completed (ops 812, 40; fingerprint cac0e8754939)
  explains completeness/hole: amy's tool_completed never came</failure>`,
  );
  expect(text).toContain(
    '<failure message="only as a consequence of isolation" type="completeness/consequence">only as a consequence of isolation</failure>',
  );
});

test("what a reader shows, of attribute or text, says it", () => {
  const marks = [...junit(unknown).matchAll(/<(error|skipped) message="([^"]*)"[^>]*>([^<]*)</g)];
  expect(marks.map(([, element, message, text]) => [element, message === text])).toEqual([
    ["skipped", true],
    ["skipped", true],
    ["skipped", true],
    ["skipped", true],
    ["error", true],
  ]);
});

test("claimed and not judged is an error, never green", () => {
  expect(cases(unknown)["clock"]).toBe("error");
  expect(cases(passed)["clock"]).toBe("pass");
});

test("why a guarantee could not be judged is what its error says", () => {
  const [reason] = unknown.guarantees.flatMap((one) =>
    one.outcome === "unknown" ? (one.reason ?? []) : [],
  );
  expect(reason).toMatch(/\w/);
  expect(junit(unknown)).toContain(`<error message="${reason}" type="unknown">${reason}</error>`);
});

test("an outcome that no guarantee shows has a case of its own", () => {
  const empty = { ...judged().envelope, runs: 0 };
  expect(cases(verdictOn({ envelope: empty }))["outcome"]).toBe("error");
  expect(cases(broken)["outcome"]).toBe("error");
  expect([passed, failed, unknown].map((verdict) => cases(verdict)["outcome"])).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("hostile text leaves it well-formed XML 1.0 and below 1 MiB", () => {
  const text = junit(hostile);
  expect(elements(text).length).toBeGreaterThan(16);
  expect(text).not.toMatch(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
  expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
});

test("it stays below 1 MiB when every guarantee has as much to tell as it can", () => {
  const worst = '"\u{1f642}'.repeat(500);
  const observations = GUARANTEE_NAMES.flatMap((guarantee) =>
    Array.from({ length: 40 }, (_, n) =>
      observed({ guarantee, kind: `${n}${worst}`, run: `r${n}`, message: `${n}${worst}` }),
    ),
  );
  const text = junit(verdictOn({ observations }));
  expect(text.match(/<failure /g)?.length).toBeGreaterThan(5);
  expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
  expect(elements(text).length).toBeGreaterThan(16);
});

/** The text of the only failure. */
function failureText(verdict: Verdict): string {
  return /<failure [^>]*>([^<]*)</.exec(junit(verdict))?.[1] ?? "";
}

/** So many findings of one guarantee, each of a user of its own. */
function many(count: number, ops: readonly number[] = [0]): Verdict {
  const observations = Array.from({ length: count }, (_, n) =>
    observed({
      guarantee: "order",
      kind: "moved",
      user: `u${n}`,
      run: `r${n}`,
      message: `m${n}`,
      ops,
    }),
  );
  return verdictOn({ observations });
}

test("twenty findings of a guarantee are told, and the others counted", () => {
  const [exactly, more] = [20, 22].map((count) => failureText(many(count)).split("\n"));
  expect(exactly?.filter((line) => line.startsWith("moved: m"))).toHaveLength(20);
  expect([exactly?.length, more?.length]).toEqual([20, 21]);
  expect(more?.at(-1)).toBe("and 2 more in verdict.json");
});

test("of a finding the first six ops are named, and the first five consequences", () => {
  const verdict = many(1, [1, 2, 3, 4, 5, 6, 7]);
  const [finding] = verdict.findings;
  if (finding === undefined) throw new Error("there is no finding");
  const consequences = Array.from({ length: 6 }, (_, n) => ({ ...finding, message: `c${n}` }));
  const text = failureText({ ...verdict, findings: [{ ...finding, consequences }] });
  expect(text).toContain("(ops 1, 2, 3, 4, 5, 6;");
  expect(text.match(/explains order\/moved: c\d/g)).toHaveLength(5);
});

test("what is waived is no part of a failure", () => {
  const verdict = many(2);
  const [waived, counted] = verdict.findings;
  if (waived === undefined || counted === undefined) throw new Error("there are not two findings");
  const text = failureText({ ...verdict, findings: [{ ...waived, waiver: 0 }, counted] });
  expect(text).toContain("m1");
  expect(text).not.toContain("m0");
});

test("characters beyond the first plane stay", () => {
  const observations = [observed({ guarantee: "order", message: "a \u{1f642} is one" })];
  expect(failureText(verdictOn({ observations }))).toContain("a \u{1f642} is one");
});
