import { type ChildProcess, fork, spawn } from "node:child_process";

/** Characters kept of what a child complained. */
const COMPLAINT = 2_000;

/** A process of ours, while it lives. */
export interface Child {
  readonly process: ChildProcess;
  /** Settled when it is gone and all that it said has arrived. @throws when it outlived its bound, or failed */
  readonly over: Promise<void>;
  end(): Promise<void>;
}

/** The processes that a benchmark starts. Whatever happens, none outlives it. */
export class Processes implements Disposable {
  readonly #open = new Set<ChildProcess>();
  readonly #atExit = (): void => this[Symbol.dispose]();

  constructor() {
    process.once("exit", this.#atExit);
  }

  /**
   * A file of ours in a process of its own.
   *
   * @param within milliseconds after which it is killed
   * @param collect put the collector of garbage at its hand
   */
  fork(
    file: string,
    argument: object,
    within: number,
    { env = {}, collect = false }: { env?: NodeJS.ProcessEnv; collect?: boolean } = {},
  ): Child {
    const child = fork(file, [JSON.stringify(argument)], {
      execArgv: collect ? ["--expose-gc"] : [],
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    return this.#keep(child, file, within, ["close", "disconnect"]);
  }

  /** Any program; who does not read its standard output loses it. */
  spawn(
    program: string,
    args: readonly string[],
    within: number,
    env: NodeJS.ProcessEnv = {},
  ): Child {
    const child = spawn(program, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return this.#keep(child, [program, ...args].join(" "), within, ["close"]);
  }

  [Symbol.dispose](): void {
    process.removeListener("exit", this.#atExit);
    for (const child of this.#open) child.kill("SIGKILL");
  }

  #keep(child: ChildProcess, name: string, within: number, ends: readonly string[]): Child {
    this.#open.add(child);
    child.stdout?.resume();
    let [complaint, late, ended] = ["", false, false];
    child.stderr?.on("data", (text: Buffer) => {
      complaint = (complaint + text.toString()).slice(-COMPLAINT);
    });
    const timer = setTimeout(() => {
      late = true;
      child.kill("SIGKILL");
    }, within);
    const { promise: over, resolve, reject } = Promise.withResolvers<void>();
    const left = new Set(ends);
    const gone = (end: string): void => {
      left.delete(end);
      if (left.size > 0) return;
      clearTimeout(timer);
      this.#open.delete(child);
      const { exitCode: code, signalCode: signal } = child;
      if (ended || (code === 0 && !late)) resolve();
      else if (late) reject(new Error(`${name} was not done in ${within / 1_000} s\n${complaint}`));
      else reject(new Error(`${name} ended with ${code ?? signal}\n${complaint}`));
    };
    for (const end of ends) child.once(end, () => gone(end));
    child.once("error", reject);
    over.catch(() => undefined);
    return {
      process: child,
      over,
      async end() {
        ended = true;
        child.kill("SIGKILL");
        await over;
      },
    };
  }
}
