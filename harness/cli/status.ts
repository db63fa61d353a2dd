import { duration } from "../../reports/figures.ts";
import { renderStatus } from "../../reports/status.ts";
import type { Page } from "../../reports/terminal-page.ts";
import type { Progress } from "../run/progress.ts";
import { createPace } from "./pace.ts";
import { fold } from "./fold.ts";
import { canRedraw, pageOf } from "./page.ts";

/** What goes to stderr while an execution runs: a line redrawn on a terminal, plain lines elsewhere. */
export interface Status extends Disposable {
  say(line: string): void;
  follow(progress: Progress): void;
  /** Says how long this already takes, of what tells no progress. */
  busy(what: string): void;
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
    screen.write(`${drawn ? CLEAR_LINE : ""}${fold(line, screen, process.env)}\n`);
    drawn = false;
  };
  const end = (): void => {
    clearInterval(timer);
    if (drawn) screen.write(CLEAR_LINE);
    drawn = false;
  };

  /** @param phaseOf what is being done: when that changes from `first`, a plain line says so at once */
  const draw = (
    first: string,
    phaseOf: () => string,
    line: (now: number, page: Page) => string,
  ): void => {
    if (quiet) return;
    clearInterval(timer);
    let said = { phase: first, at: performance.now() };
    timer = setInterval(() => {
      const now = performance.now();
      const page = pageOf(screen, process.env);
      if (live) {
        screen.write(`${CLEAR_LINE}${line(now, { ...page, width: page.width - 1 })}`);
        drawn = true;
        return;
      }
      const phase = phaseOf();
      const wait = Math.max(REPEAT, (now - started) / SHARE);
      if (phase === said.phase && now - said.at < wait) return;
      said = { phase, at: now };
      say(line(now, page));
    }, REDRAW);
    timer.unref();
  };

  return {
    say,
    follow(progress) {
      draw(
        "",
        () => progress.phase,
        (now, page) =>
          renderStatus({ ...progress, ...pace(progress, now), elapsedMs: now - started }, page),
      );
    },
    busy(what) {
      draw(
        what,
        () => what,
        (now) => `${what} ${duration(now - started)}`,
      );
    },
    end,
    [Symbol.dispose]: end,
  };
}
