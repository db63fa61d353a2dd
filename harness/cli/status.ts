import type { Progress } from "../run/progress.ts";
import { renderStatus } from "../../reports/status.ts";

/** What goes to stderr while an execution runs: a line redrawn on a terminal, plain lines elsewhere. */
export interface Status extends Disposable {
  say(line: string): void;
  follow(progress: Progress): void;
  /** Takes the line away: the report comes next. */
  end(): void;
}

/** Milliseconds between two drawings on a terminal. */
const REDRAW = 100;

/** Milliseconds between two plain lines when the phase stays the same. */
const REPEAT = 10_000;

const CLEAR_LINE = "\r\u001B[2K";

/** @param quiet says and draws nothing: stdout is for the verdict, and nobody watches */
export function createStatus({ quiet }: { readonly quiet: boolean }): Status {
  const screen = process.stderr;
  const live = screen.isTTY && !quiet;
  const started = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let drawn = false;

  const say = (line: string): void => {
    if (quiet) return;
    screen.write(`${drawn ? CLEAR_LINE : ""}${line}\n`);
    drawn = false;
  };
  const end = (): void => {
    clearInterval(timer);
    if (drawn) screen.write(CLEAR_LINE);
    drawn = false;
  };
  const line = (progress: Progress): string =>
    renderStatus(
      { ...progress, elapsedMs: performance.now() - started },
      { width: live ? screen.columns - 1 : 80 },
    );

  return {
    say,
    follow(progress) {
      if (quiet) return;
      let said = { phase: "", at: 0 };
      timer = setInterval(() => {
        if (live) {
          screen.write(`${CLEAR_LINE}${line(progress)}`);
          drawn = true;
          return;
        }
        const now = performance.now();
        if (progress.phase === said.phase && now - said.at < REPEAT) return;
        said = { phase: progress.phase, at: now };
        say(line(progress));
      }, REDRAW);
      timer.unref();
    },
    end,
    [Symbol.dispose]: end,
  };
}
