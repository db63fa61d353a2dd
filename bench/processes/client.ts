import { built } from "../built.ts";
import type { Measured, Shape } from "../crowd-shape.ts";
import type { Child, Processes } from "./processes.ts";

/** Who listens to the server of a benchmark: nobody but a counter, or Quintet. */
export type Client = "counted" | "validated";

/** A client that is at work. */
export interface RunningClient extends Child {
  /** @throws when it ended without a word, or not in time */
  readonly measured: Promise<Measured>;
}

/**
 * @param within milliseconds
 * @param collect collect garbage before memory is measured
 */
export function startClient(
  processes: Processes,
  client: Client,
  shape: Shape,
  within: number,
  { collect = true }: { readonly collect?: boolean } = {},
): RunningClient {
  const child = processes.fork(built(`bench/${client}.ts`), shape, within, { collect });
  let said: Measured | null = null;
  child.process.on("message", (message) => {
    said = message as Measured;
  });
  const listen = async (): Promise<Measured> => {
    await child.over;
    if (said === null) throw new Error(`the ${client} client ended without a word`);
    return said;
  };
  const measured = listen();
  measured.catch(() => undefined);
  return { ...child, measured };
}
