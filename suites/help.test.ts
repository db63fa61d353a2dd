import { expect, test } from "vitest";
import { emptyFolder, quintet } from "./cli.ts";

async function help(...args: readonly string[]): Promise<string> {
  const { code, stdout } = await quintet([...args, "--help"], await emptyFolder());
  expect(code).toBe(0);
  return stdout;
}

/** Without the breaks of its lines. */
const flowing = (text: string): string => text.replace(/\s+/g, " ");

test.for([
  "",
  "demo",
  "run",
  "gate",
  "check",
  "report",
  "merge",
  "init",
  "doctor",
  "prove",
  "clean",
])("quintet %s --help fits into eighty columns", async (command) => {
  const lines = (await help(...(command === "" ? [] : [command]))).split("\n");
  expect(lines.length).toBeGreaterThan(4);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

test("defaults are told, and those of a server that Quintet starts beside those of others", async () => {
  const [demo, run] = [flowing(await help("demo")), flowing(await help("run"))];
  expect(demo).toContain("start runs (default 25)");
  expect(demo).toContain("each of them starts (default 4)");
  expect(run).toContain("start runs (default 5; 25 on a server that Quintet starts)");
  expect(run).toContain("must receive nothing (default 2; 3 on a server that Quintet starts)");
  expect(run).toContain("full (default), findings or off");
  expect(run).toContain("json (default); any other is named in a config");
});

test.for(["run", "gate"])("%s says that a config counts with --url too", async (command) => {
  expect(flowing(await help(command))).toContain("here, also where --url names the server");
});

test.for(["demo", "run", "gate", "check", "merge"])(
  "%s says what its exit codes mean",
  async (command) => {
    expect(await help(command)).toContain("0 pass   1 fail   2 could not be judged");
  },
);
