import type { DialectDescription } from "../history/header.ts";
import type { Known } from "./infer.ts";
import type { Heard } from "./rehearse.ts";

/** Places of runs in their row, by the names that the server gave them. */
export type TheirNames = ReadonlyMap<string, number>;

/**
 * Which run the server means by ids of its own: the one beside whose id it stood, else the one that had been
 * started last when it came first. Each run has one name so; of a second nobody knows what it is.
 */
export function theirNames(
  heard: readonly Pick<Heard, "after" | "messages">[],
  { runs }: Pick<Known, "runs">,
  { runIds = "client" }: Pick<DialectDescription, "runIds">,
): TheirNames {
  const names = new Map<string, number>();
  if (runIds === "client") return names;
  const ours = new Map(runs.map(({ id }, at) => [id, at]));
  const spoken = heard.flatMap(({ after, messages }) =>
    messages.flatMap((message) => {
      const run = message.kind === "event" ? message.event.run : (message.run ?? null);
      return run === null ? [] : [{ run, alias: message.alias, started: after - 1 }];
    }),
  );
  for (const { run, alias } of spoken) {
    const at = ours.get(run);
    if (alias !== undefined && at !== undefined && !names.has(alias)) names.set(alias, at);
  }
  const named = new Set(names.values());
  for (const { run, started } of spoken) {
    if (ours.has(run) || names.has(run) || started < 0 || named.has(started)) continue;
    names.set(run, started);
    named.add(started);
  }
  return names;
}
