import { expect, test } from "vitest";
import { HarnessError } from "../errors/harness-error.ts";
import { urlClaims } from "./claims.ts";
import { errorVerdict } from "./error-verdict.ts";

test("an execution that never judged is unknown, with its error and nothing in its envelope", () => {
  const verdict = errorVerdict(new HarnessError("refused", "127.0.0.1:9 refused the connection"));
  expect(verdict).toMatchObject({
    quintet: 1,
    outcome: "unknown",
    seed: null,
    target: null,
    envelope: { users: 0, runs: 0, events: 0 },
    conditions: null,
    findings: [],
    tier: null,
    replay: null,
    error: {
      code: "refused",
      message: "127.0.0.1:9 refused the connection",
      hint: "Nothing listens there: is the server up, and is this its port?",
    },
  });
});

test("what was claimed is unknown, what was watched is not judged, what was off stays off", () => {
  const { guarantees } = errorVerdict(new HarnessError("dns", "no such name"), {
    claims: urlClaims({ deadlines: false, spans: true }),
  });
  const said = Object.fromEntries(guarantees.map((one) => [one.name, one]));
  const nothing = {
    tier: null,
    trials: 0,
    trialUnit: "run",
    evaluated: 0,
    findings: 0,
    waived: 0,
    bound95: null,
    reason: "the execution failed before anything was judged",
    notes: [],
  } as const;
  expect(said["isolation"]).toEqual({
    ...nothing,
    name: "isolation",
    outcome: "unknown",
    claim: "claimed",
  });
  expect(said["identity"]).toEqual({
    ...nothing,
    name: "identity",
    outcome: "not-judged",
    claim: "watched",
    trialUnit: "user",
  });
  expect(said["deadline"]).toEqual({
    ...nothing,
    name: "deadline",
    outcome: "off",
    claim: "off",
    reason:
      'switch it on with `claims: { deadline: "claimed" }` in the config, and `deadlines` in the contract',
  });
  expect(said["resume"]).toMatchObject({ outcome: "off", claim: "off", reason: "not built yet" });
});
