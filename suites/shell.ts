import { execFile } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";

const MAIN = resolve(import.meta.dirname, "../harness/cli/main.ts");

/** A folder in front of PATH whose `npx quintet` is this repository's. */
export async function shims(folder: string): Promise<string> {
  const bin = join(folder, ".bin");
  await mkdir(bin);
  const npx = join(bin, "npx");
  const call = `[ "$1" = --yes ] && shift\nshift\nexec "${process.execPath}" "${MAIN}" "$@"\n`;
  await writeFile(npx, `#!/bin/sh\n${call}`);
  await chmod(npx, 0o755);
  return bin;
}

interface Surroundings {
  readonly bin: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a script as a shell does. At most 90 s. */
export async function shell(
  script: string,
  folder: string,
  { bin, env = {} }: Surroundings,
): Promise<{ code: number | null; stderr: string }> {
  const PATH = [bin, process.env["PATH"]].join(delimiter);
  return await new Promise((settle) => {
    const child = execFile(
      "sh",
      ["-c", script],
      { cwd: folder, env: { ...process.env, ...env, PATH }, timeout: 90_000 },
      (_error, _stdout, stderr) => settle({ code: child.exitCode, stderr }),
    );
  });
}
