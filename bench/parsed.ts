// What reading a history at least costs: every line of it as JSON, and nothing else.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

const { history } = JSON.parse(process.argv[2] ?? "{}") as { readonly history: string };
let events = 0;
for await (const line of createInterface({ input: createReadStream(history) })) {
  const op = JSON.parse(line) as { readonly type?: string };
  if (op.type === "event") events += 1;
}
process.send?.({ events });
process.disconnect?.();
