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
    claims: urlClaims({ deadlines: false }),
  });
  const outcomes = Object.fromEntries(guarantees.map(({ name, outcome }) => [name, outcome]));
  expect(outcomes).toMatchObject({
    isolation: "unknown",
    identity: "not-judged",
    deadline: "off",
    resume: "off",
  });
});
