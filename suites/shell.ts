import { execFile } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";

const MAIN = resolve(import.meta.dirname, "../harness/cli/main.ts");

/**
 * A folder in front of PATH whose `npx quintet` is this repository's, and where `npm ci` has nothing to install.
 * Both refuse everything else.
 */
export async function shims(folder: string): Promise<string> {
  const bin = join(folder, ".bin");
  await mkdir(bin);
  const call = `[ "$1" = --no ] && shift\n[ "$1" = quintet ] || exit 1\nshift\n`;
  await put(join(bin, "npx"), `${call}exec "${process.execPath}" "${MAIN}" "$@"\n`);
  await put(join(bin, "npm"), `[ "$*" = ci ]\n`);
  return bin;
}

async function put(file: string, script: string): Promise<void> {
  await writeFile(file, `#!/bin/sh\n${script}`);
  await chmod(file, 0o755);
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
