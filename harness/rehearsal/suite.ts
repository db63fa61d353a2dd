import module from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** A suite of the user's own, to begin with. */
export const SUITE = {
  path: "quintet.test.ts",
  text: `import { expect, test } from "quintet/vitest";

// The server of quintet.config.ts, one a worker. Run it with \`npx vitest run\`.
test("every user gets exactly its own events", async ({ crowd }) => {
  expect(await crowd({ users: 10, sentinels: 2, runsPerUser: 2 })).toPass();
});
`,
} as const;

/** Which of the packages that it stands on are not installed for a project. A `quintet` on the PATH is none of it. */
export function missingForSuite(folder: string): readonly string[] {
  const from = pathToFileURL(join(folder, SUITE.path));
  return ["vitest", "quintet"].filter((name) => !isInstalled(name, from));
}

function isInstalled(name: string, from: URL): boolean {
  try {
    return module.findPackageJSON(name, from) !== undefined;
  } catch {
    return false;
  }
}
