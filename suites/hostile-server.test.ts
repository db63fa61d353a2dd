import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { startForeignServer } from "./foreign-server.ts";

const CROWD = [
  "--users",
  "4",
  "--runs",
  "1",
  "--connect-rate",
  "1000",
  "--patience",
  "1s",
  "--linger",
  "200ms",
];

const NOISE: Record<string, string | Buffer> = {
  "text that is no JSON": "<html>502</html>",
  binary: Buffer.from([0, 255, 254, 1, 2, 3]),
  "8 MB of text": "x".repeat(8 * 1024 * 1024),
  "5,000 levels": "[".repeat(5_000) + "]".repeat(5_000),
  "keys that reach for the prototype":
    '{"type":"agent_note","__proto__":{"polluted":true},"constructor":{}}',
  "escape sequences": '{"type":"note","text":"\u001b[2J\u001b]0;owned\u0007"}',
};

test.for(Object.entries(NOISE))(
  "a right server that also sends %s passes, and the history stays small",
  async ([, noise]) => {
    const server = await startForeignServer({ optional: true, noise: [noise] });
    onTestFinished(() => server.close());
    const folder = await emptyFolder();
    const { code, stdout, stderr } = await quintet(
      ["run", "--url", server.url, ...CROWD, "--json"],
      folder,
    );
    expect((JSON.parse(stdout) as Verdict).findings).toEqual([]);
    expect(code).toBe(0);
    expect(stderr).toBe("");
    const history = await readFile(join(folder, "quintet-report/history.ndjson"), "utf8");
    expect(history.length).toBeLessThan(200_000);
    expect(history).not.toContain("\u001b");
  },
);

test("a server that dies in the middle loses runs, and that is a failure with evidence", async () => {
  const server = await startForeignServer({ optional: true, bug: "die" });
  onTestFinished(() => server.close());
  const { code, stdout } = await quintet(
    ["run", "--url", server.url, ...CROWD, "--json"],
    await emptyFolder(),
  );
  const verdict = JSON.parse(stdout) as Verdict;
  expect(code).toBe(1);
  expect(verdict.findings.map(({ guarantee, kind }) => `${guarantee}/${kind}`)).toContain(
    "completeness/truncated",
  );
});
