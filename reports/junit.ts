import { GUARANTEES } from "../harness/verdict/guarantee.ts";
import type { Finding } from "../harness/verdict/finding.ts";
import type { GuaranteeVerdict, Verdict } from "../harness/verdict/verdict.ts";
import { sinceWords } from "./again.ts";
import { cut, printable } from "./escape.ts";
import { facts } from "./envelope.ts";
import { headline } from "./headline.ts";
import { restWords } from "./stories.ts";

/** Findings told in one test case; the others are counted. */
const FINDINGS = 20;
const CONSEQUENCES = 5;
/**
 * Characters of one test case's text. Escaped, a character takes six bytes at most, so that the file stays below
 * 1 MiB, whatever was found: GitLab refuses 30 MB, and no reader takes one very long text.
 */
const TEXT = 9_000;

/**
 * `junit.xml`: one suite, one case a guarantee. What failed is a failure, what was claimed and could not be
 * judged an error, what was off or only watched skipped. An outcome that no guarantee tells of (an error
 * of the execution, zero runs) has a case of its own, so that such a file is never green.
 *
 * What it says stands in the text of an element as well as in its attribute: GitLab shows the one, and Jenkins
 * the other. Names are those of the guarantees, in every execution the same, so that a forge can tell what is new.
 */
export function junit(verdict: Verdict): string {
  const cases = [
    ...verdict.guarantees.map((guarantee) => guaranteeCase(guarantee, verdict)),
    ...outcomeCase(verdict),
  ];
  const count = (element: string) => cases.filter((text) => text.includes(`<${element} `)).length;
  const seconds = (verdict.envelope.durationMs / 1_000).toFixed(3);
  const numbers = `tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}" time="${seconds}"`;
  const properties = facts(verdict).map(
    ([name, value]) => `      <property name="${xml(name)}" value="${xml(value)}"/>`,
  );
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="quintet" ${numbers}>`,
    `  <testsuite name="quintet" ${numbers}>`,
    "    <properties>",
    ...properties,
    "    </properties>",
    ...cases,
    "  </testsuite>",
    "</testsuites>",
  ].join("\n")}\n`;
}

function guaranteeCase(guarantee: GuaranteeVerdict, verdict: Verdict): string {
  const { name, outcome, reason } = guarantee;
  switch (outcome) {
    case "pass":
      return testcase(name, null);
    case "fail":
      return testcase(name, failure(guarantee, verdict));
    case "unknown":
      return testcase(name, mark("error", "unknown", reason ?? "could not be judged", ""));
    default:
      return testcase(name, mark("skipped", null, reason ?? outcome, ""));
  }
}

function failure({ name, findings, reason }: GuaranteeVerdict, verdict: Verdict): string {
  const own = verdict.findings.filter(
    ({ guarantee, waiver }) => guarantee === name && waiver === undefined,
  );
  const told = own.slice(0, FINDINGS);
  const rest = restWords(own.length - told.length, findings - own.length);
  const text = [...told.map(story), ...(rest === null ? [] : [rest])];
  const message = reason ?? own[0]?.message ?? `not so: ${GUARANTEES[name].holds}`;
  return mark("failure", `${name}/${own[0]?.kind ?? "consequence"}`, message, text.join("\n"));
}

function story(finding: Finding): string {
  const { kind, message, ops, consequences, fingerprint } = finding;
  const effects = consequences
    .slice(0, CONSEQUENCES)
    .map(
      (effect) =>
        `  explains ${effect.guarantee}/${printable(effect.kind, 60)}: ${printable(effect.message, 200)}`,
    );
  return [
    `${printable(kind, 60)}: ${printable(message, 300)} (ops ${ops.slice(0, 6).join(", ")}; fingerprint ${fingerprint}${sinceWords(finding)})`,
    ...effects,
  ].join("\n");
}

/** The case of an outcome that the guarantees do not show. */
function outcomeCase(verdict: Verdict): readonly string[] {
  const { outcome, error, guarantees } = verdict;
  const shown = guarantees.some((one) => one.outcome === "fail" || one.outcome === "unknown");
  if (outcome === "pass" || (shown && error === null)) return [];
  const hint =
    error === null ? "" : `${error.code}: ${printable(error.message, 2_000)}\n${error.hint}`;
  return [testcase("outcome", mark("error", error?.code ?? outcome, headline(verdict), hint))];
}

function testcase(name: string, inside: string | null): string {
  const head = `    <testcase classname="quintet.guarantees" name="${xml(name)}" time="0"`;
  return inside === null ? `${head}/>` : `${head}>\n      ${inside}\n    </testcase>`;
}

function mark(element: string, type: string | null, message: string, text: string): string {
  const kind = type === null ? "" : ` type="${xml(printable(type, 100))}"`;
  const head = `<${element} message="${xml(printable(message))}"${kind}`;
  return `${head}>${xml(cut(text === "" ? printable(message) : text, TEXT))}</${element}>`;
}

/** Escaped for text and attributes. What XML 1.0 has no way to say is left out. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
