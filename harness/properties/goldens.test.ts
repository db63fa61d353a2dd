import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { check } from "../run/check.ts";

/** What stands beside a golden history: what it shows, and what a correct judge says of it. */
interface Golden {
  readonly claim: string;
  readonly outcome: string;
  /** Guarantees that cannot be judged. */
  readonly unknown: readonly string[];
  readonly findings: readonly object[];
}

const FOLDER = join(import.meta.dirname, "../../fixtures/histories");

const goldens = globSync("*.ndjson", { cwd: FOLDER })
  .toSorted((a, b) => a.localeCompare(b))
  .map((file) => {
    const name = basename(file, ".ndjson");
    const golden = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8")) as Golden;
    return { name, ...golden };
  });

test("golden histories were found", () => {
  const names = goldens.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["leak", "loss", "passing-demo", "truncated-demo"]));
});

test.each(goldens)("$name: $claim", async ({ name, claim: _claim, ...golden }) => {
  const { verdict } = await check(join(FOLDER, `${name}.ndjson`));
  expect({
    name,
    outcome: verdict.outcome,
    unknown: verdict.guarantees.flatMap((one) => (one.outcome === "unknown" ? [one.name] : [])),
    findings: verdict.findings.map(
      ({ guarantee, kind, user, victim, run, event, ops, consequences }) => ({
        guarantee,
        kind,
        user,
        victim,
        run,
        event,
        ops,
        consequences: consequences.map((one) => `${one.guarantee}/${one.kind}`),
      }),
    ),
  }).toEqual({ name, ...golden });
});
