import { cleanLeftovers } from "../../fixtures/services/leftovers.ts";

/** `quintet clean`. @throws HarnessError `no-engine` */
export async function cleanCommand(): Promise<number> {
  const removed = await cleanLeftovers();
  console.log(
    removed.length === 0 ? "Nothing was left behind." : `Removed:\n  ${removed.join("\n  ")}`,
  );
  return 0;
}
