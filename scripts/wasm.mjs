// Compiles harness/run/judging/plain/wasm/ (AssemblyScript) to plain.wasm, beside the module that loads it.
import { main } from "assemblyscript/asc";

const PLAIN = "harness/run/judging/plain";

/** Where it stands, from the root of the sources or of what is compiled of them. */
export const COMPILED = `${PLAIN}/plain.wasm`;

/** @param {string} root of the repository @param {string} target file that is written @throws when it does not compile */
export async function compile(root, target) {
  const options = "-O3 --noAssert --runtime stub --enable simd".split(" ");
  const args = [`${PLAIN}/wasm/index.ts`, "--baseDir", root, "--outFile", target, ...options];
  const { error } = await main(args, { stdout: process.stdout, stderr: process.stderr });
  if (error) throw new Error(`${PLAIN}/wasm does not compile`, { cause: error });
}

const [, program, target] = process.argv;
if (program === import.meta.filename && target !== undefined) await compile(".", target);
