import { renderStatus } from "../../reports/status.ts";
import type { Progress } from "../run/progress.ts";
import { createPace } from "./pace.ts";
import { canRedraw, pageOf } from "./page.ts";

/** What goes to stderr while an execution runs: a line redrawn on a terminal, plain lines elsewhere. */
export interface Status extends Disposable {
  say(line: string): void;
  follow(progress: Progress): void;
  /** Takes the line away: the report comes next. */
  end(): void;
}

/** Milliseconds between two drawings on a terminal. */
const REDRAW = 100;

/**
 * Between two plain lines of one phase: ten seconds, then a tenth of the time so far, so that a long execution
 * fills no log.
 */
const REPEAT = 10_000;
const SHARE = 10;

const CLEAR_LINE = "\r\u001B[2K";

/** @param quiet says and draws nothing: stdout is for the verdict, and nobody watches */
export function createStatus({ quiet }: { readonly quiet: boolean }): Status {
  const screen = process.stderr;
  const live = canRedraw(screen, process.env) && !quiet;
  const started = performance.now();
  const pace = createPace();
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

  return {
    say,
    follow(progress) {
      if (quiet) return;
      clearInterval(timer);
      let said = { phase: "", at: 0 };
      timer = setInterval(() => {
        const now = performance.now();
        const elapsedMs = now - started;
        const figures = { ...progress, ...pace(progress, now), elapsedMs };
        if (live) {
          const page = pageOf(screen, process.env);
          screen.write(`${CLEAR_LINE}${renderStatus(figures, { ...page, width: page.width - 1 })}`);
          drawn = true;
          return;
        }
        const wait = Math.max(REPEAT, elapsedMs / SHARE);
        if (progress.phase === said.phase && now - said.at < wait) return;
        said = { phase: progress.phase, at: now };
        say(renderStatus(figures, pageOf(screen, process.env)));
      }, REDRAW);
      timer.unref();
    },
    end,
    [Symbol.dispose]: end,
  };
}
