import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { HarnessError } from "../errors/harness-error.ts";
import { decide } from "./decide.ts";
import { errorVerdict } from "./error-verdict.ts";
import { GUARANTEE_NAMES } from "./guarantee.ts";
import { header, judged, observed } from "./testing.ts";
import type { Verdict } from "./verdict.ts";

const schema: object = JSON.parse(
  readFileSync(new URL("verdict.schema.json", import.meta.url), "utf8"),
);
const validate = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(schema);

/** What the schema has against a verdict, after its way through a file. */
function problems(verdict: object): readonly string[] {
  validate(JSON.parse(JSON.stringify(verdict)));
  return (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
}

const passed = decide(judged(), header, { replay: "npx quintet demo --seed s" });

test("a pass, a failure with consequences, and what could not be judged fit the schema", () => {
  const leak = observed({ guarantee: "isolation", kind: "misroute", user: "bo", victim: "amy" });
  const touches = [{ user: "amy", run: "r1", event: "tool_completed" }];
  const one = [{ ...leak, touches }, observed()];
  const each = GUARANTEE_NAMES.map((guarantee, n) => observed({ guarantee, run: `r${n}` }));
  const damage = { whole: "ops 4 to 9 are missing", users: new Map([["amy", "2 frames lost"]]) };
  const verdicts: readonly Verdict[] = [
    passed,
    decide(judged({ observations: one }), header, { replay: null }),
    decide(judged({ observations: each }), header, { replay: null }),
    decide(judged({ ended: null, damage }), header, { replay: null }),
    errorVerdict(new HarnessError("bad-url", '"x" is not a URL.')),
  ];
  expect(verdicts.map(problems)).toEqual([[], [], [], [], []]);
  const environment = {
    quintet: "1.0.0",
    node: "24.1.0",
    os: "Linux 6.1 x64",
    cpu: "c",
    cpus: 2,
    memory: 2 ** 33,
  };
  const placed = decide(judged(), { ...header, environment }, { replay: null });
  expect(placed.environment).toEqual(environment);
  expect(problems(placed)).toEqual([]);
  expect(problems({ ...placed, environment: { ...environment, cpus: -1 } })).toEqual([
    "/environment/cpus minimum",
  ]);
});

test("later fields are allowed, wrong and missing ones are not", () => {
  expect(problems({ ...passed, shards: 3 })).toEqual([]);
  expect(problems({ ...passed, outcome: "green" })).toEqual(["/outcome enum"]);
  expect(problems({ ...passed, findings: undefined })).toEqual([" required"]);
  expect(problems({ ...passed, envelope: { ...passed.envelope, runs: -1 } })).toEqual([
    "/envelope/runs minimum",
  ]);
});

test("a pass of nothing does not fit the schema", () => {
  const [first, ...others] = passed.guarantees;
  const hollow = { ...first, trials: 0, bound95: null };
  expect(problems({ ...passed, guarantees: [hollow, ...others] })).toEqual([
    "/guarantees/0/bound95 type",
    "/guarantees/0/trials minimum",
    "/guarantees/0 if",
  ]);
});

test("the schema demands every field that a verdict has", () => {
  const { required } = schema as { required: readonly string[] };
  expect(required).toEqual(Object.keys(passed));
});
