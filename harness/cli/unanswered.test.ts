import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

/** A process that tells when it is ended without an answer, and then does this. */
function spoken(last: string, ...args: readonly string[]) {
  const module = new URL("unanswered.ts", import.meta.url).href;
  const script = `
    import { sayUnanswered } from ${JSON.stringify(module)};
    const answered = sayUnanswered(${JSON.stringify(args)});
    ${last}`;
  const options = { encoding: "utf8", timeout: 30_000 } as const;
  return spawnSync(process.execPath, ["--input-type=module", "--eval", script], options);
}

test("a wait that nothing can end is a defect, and says so", () => {
  const { status, stderr, stdout } = spoken("process.exitCode = await new Promise(() => {});");
  expect([status, stdout]).toEqual([70, ""]);
  expect(stderr).toContain(
    "quintet: Quintet waited for something that cannot come any more.\n  This is a defect in Quintet",
  );
});

test("with --json it is a verdict as well", () => {
  const { status, stdout } = spoken("await new Promise(() => {});", "run", "--json");
  expect(status).toBe(70);
  expect(JSON.parse(stdout)).toMatchObject({ outcome: "unknown", error: { code: "defect" } });
});

test.for([0, 1, 3])("no code of the config's own is taken for a verdict: %i", (code) => {
  const { status, stderr, stdout } = spoken(`process.exit(${code});`);
  expect([status, stdout]).toEqual([64, ""]);
  expect(stderr).toContain(`Code of the config ended the process with ${code} before`);
});

test("who has an answer is left alone", () => {
  const { status, stderr } = spoken("process.exitCode = await Promise.resolve(3); answered();");
  expect([status, stderr]).toEqual([3, ""]);
});
