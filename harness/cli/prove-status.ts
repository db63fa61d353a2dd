import { duration } from "../../reports/figures.ts";
import { fit } from "../../reports/columns.ts";
import type { ProveProgress } from "../prove/prove.ts";
import { fold } from "./fold.ts";
import { canRedraw, pageOf, type Screen } from "./page.ts";

/** What goes to stderr while the matrix grows: a line redrawn on a terminal, plain lines elsewhere. */
export interface ProveStatus extends Disposable {
  say(line: string): void;
  show(progress: ProveProgress): void;
  /** Takes the line away: the matrix comes next. */
  end(): void;
}

/** Milliseconds between two plain lines. */
const REPEAT = 10_000;

const CLEAR_LINE = "\r\u001B[2K";

/** As much of a stream as it is drawn on. */
type Drawn = Screen & { write(text: string): unknown };

/** @param quiet says and draws nothing */
export function createProveStatus(
  { quiet }: { readonly quiet: boolean },
  screen: Drawn = process.stderr,
  environment: NodeJS.ProcessEnv = process.env,
): ProveStatus {
  const live = canRedraw(screen, environment) && !quiet;
  const started = performance.now();
  let drawn = false;
  let said = 0;
  const end = (): void => {
    if (drawn) screen.write(CLEAR_LINE);
    drawn = false;
  };
  const say = (line: string): void => {
    if (quiet) return;
    end();
    screen.write(`${fold(line, screen, environment)}\n`);
  };
  return {
    say,
    end,
    show({ done, of, amiss, id }) {
      if (quiet) return;
      const now = performance.now();
      const left = duration(((now - started) / done) * (of - done));
      const parts = [
        `executions ${done}/${of}`,
        ...(amiss > 0 ? [`${amiss} amiss`] : []),
        `${duration(now - started)}, about ${left} left`,
        id,
      ];
      const line = parts.join(" | ");
      if (live) {
        screen.write(`${CLEAR_LINE}${fit(line, pageOf(screen, environment).width - 1)}`);
        drawn = true;
      } else if (now - said >= REPEAT) {
        said = now;
        say(line);
      }
    },
    [Symbol.dispose]: end,
  };
}
