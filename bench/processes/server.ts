import { built } from "../built.ts";
import type { Place, ServerOptions, ServerWord } from "../server-options.ts";
import type { Processes } from "./processes.ts";

/** Longer than all the runs that one server sees. */
const BOUND = 30 * 60_000;

export interface BenchServer extends AsyncDisposable {
  readonly port: number;
  /** Lets the events go, where the server holds them. */
  go(): void;
  /** Milliseconds from the first connection to the last that was expected. */
  readonly connected: Promise<number>;
  /** All the runs that were expected are told. */
  readonly told: Promise<void>;
  /** Where a planted fault fired: in whose run, and whose run had to do with it. */
  readonly fired: readonly { readonly own: Place; readonly other: Place }[];
}

/** Starts a server, which listens when this resolves. Its promises reject when it dies before its time. */
export async function startServer(
  processes: Processes,
  options: ServerOptions,
): Promise<BenchServer> {
  const env = { BENCH_SERVER: JSON.stringify(options) };
  const child = processes.fork(built("bench/server.ts"), {}, BOUND, { env });
  const port = Promise.withResolvers<number>();
  const connected = Promise.withResolvers<number>();
  const told = Promise.withResolvers<void>();
  const fired: { own: Place; other: Place }[] = [];
  child.process.on("message", (message) => {
    const word = message as ServerWord;
    if (word.is === "listening") port.resolve(word.port);
    else if (word.is === "connected") connected.resolve(word.took);
    else if (word.is === "told") told.resolve();
    else fired.push(word);
  });
  const all = [port, connected, told];
  for (const { promise } of all) promise.catch(() => undefined);
  const watch = async (): Promise<void> => {
    let why: unknown = new Error("the server of the benchmark ended before its time");
    try {
      await child.over;
    } catch (error) {
      why = error;
    }
    for (const { reject } of all) reject(why);
  };
  void watch();
  return {
    port: await port.promise,
    go: () => void child.process.send("go"),
    connected: connected.promise,
    told: told.promise,
    fired,
    [Symbol.asyncDispose]: () => child.end(),
  };
}
