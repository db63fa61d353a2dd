import { check } from "../run/check.ts";
import { exitCode } from "../verdict/exit-code.ts";
import { showExecution } from "./output.ts";

/** `quintet check`. @throws HarnessError `file-missing`, `not-a-history` */
export async function checkCommand(
  path: string,
  options: { readonly json: boolean },
): Promise<number> {
  const execution = await check(path);
  showExecution(execution, options);
  return exitCode(execution.verdict);
}
