import type { ContractData } from "../../contract/contract.ts";
import { faultIn, type Found, type Lost } from "./fault-in.ts";
import type { Received, Run, Stream } from "./scene.ts";
import { streamedTypes } from "./streamed-types.ts";
import { type Text, textsOf, wholesIn } from "./told-texts.ts";

/** Pieces of a text that are not what the end of their run says that it is. */
export interface TextFault {
  readonly kind: Found["kind"];
  readonly run: Pick<Run, "id" | "owner">;
  /** Connection of the reader; null: all connections of the user together. */
  readonly connection: number | null;
  /** Event type of the pieces, and of the event that has the whole. */
  readonly type: string;
  readonly whole: string;
  /** Of what is doubled: the pieces had an id or a number of their own. */
  readonly named: boolean;
  /** The piece where the texts part, where that is known, and the whole. */
  readonly ops: readonly number[];
}

/**
 * Whether a server's last event repeats the text that came in pieces, which no contract says: only all runs together
 * tell. The text of an answer may as well be edited, cut, or be another one.
 */
export interface WholeTexts {
  /** A run that has settled. */
  observe(run: Run): void;
  /** What is wrong with texts that elsewhere are repeated, in order of the runs. */
  faults(kind: TextFault["kind"]): readonly TextFault[];
  /**
   * Texts that are held until all runs have been seen. Those of a kind of which many runs were seen and none repeats its
   * text do not count: such is the server's way, and no slice need wait for the others to tell.
   */
  readonly held: number;
}

/** How one text of the last event compares with one of the pieces, in all runs of the same event types. */
interface Habit {
  same: number;
  other: number;
  /** Characters of the longest piece. */
  longest: number;
}

interface Suspect {
  readonly fault: TextFault;
  readonly habit: Habit;
  /** Characters of the longest stretch that is lost at either end of the text, and within it. */
  readonly lost: Lost;
}

const NOTHING_LOST: Lost = { ends: 0, within: 0 };

/** Runs that must agree before one that does not is at fault, and for each such one. */
const AGREEING = 5;
const FOR_EACH = 4;

/** What is lost is no longer than so many of the longest pieces: more is rather what was added to the whole. */
const LOST_PIECES: Lost = { ends: 2, within: 8 };

/** Suspects and habits that are held, at most: a server may name any number of fields. */
const HELD = 1_000;

const NOTHING: WholeTexts = { observe: () => {}, faults: () => [], held: 0 };

/**
 * White space, and how accents are composed, are of no account: servers trim and tidy up. Nor is a fault what a text
 * lacks or has besides without a letter in it, such as a mark of reference; nor any other difference than those told.
 */
export function wholeTexts(contract: ContractData): WholeTexts {
  const streamed = streamedTypes(contract);
  if (streamed.size === 0) return NOTHING;
  const success = new Set(contract.terminal.success);
  const habits = new Map<string, Habit>();
  const suspects: Suspect[] = [];

  function habitOf(key: string): Habit | null {
    const known = habits.get(key);
    if (known !== undefined || habits.size >= HELD) return known ?? null;
    const habit = { same: 0, other: 0, longest: 0 };
    habits.set(key, habit);
    return habit;
  }

  function compare(run: Run, stream: Stream, terminal: Received): void {
    const before = stream.received.slice(0, stream.received.indexOf(terminal));
    const events = before.filter(({ copyOf }) => copyOf === null);
    const pieces = events.filter(({ op }) => streamed.has(op.event.type));
    if (pieces.length < 2 || [...pieces, terminal].some(({ op }) => op.truncated === true)) return;
    const shape = [...new Set(events.map(({ op }) => op.event.type))].toSorted();
    const wholes = wholesIn(terminal);
    for (const [place, told] of textsOf(events, streamed)) {
      if (told.length === 0) continue;
      for (const [at, whole] of wholes) {
        const habit = habitOf(JSON.stringify([shape, place, at]));
        if (habit !== null) weigh(run, stream, terminal, told, whole, habit);
      }
    }
  }

  function weigh(
    run: Run,
    stream: Stream,
    terminal: Received,
    told: readonly Text[],
    whole: string,
    habit: Habit,
  ): void {
    for (const { texts } of told) {
      for (const text of texts) habit.longest = Math.max(habit.longest, text.length);
    }
    if (told.some(({ texts }) => texts.join("") === whole)) {
      habit.same += 1;
      return;
    }
    const found = told.flatMap((text) => faultIn(text, whole) ?? [])[0];
    // Its characters apart it is the same text.
    if (found?.kind === "garbled") habit.same += 1;
    else habit.other += 1;
    if (found === undefined || suspects.length >= HELD) return;
    const { kind, at, lost = NOTHING_LOST } = found;
    const { op } = at ?? terminal;
    const piece = told[0]?.events[0] ?? terminal;
    const fault = {
      kind,
      run: { id: run.id, owner: run.owner },
      connection: stream.connection,
      type: piece.op.event.type,
      whole: terminal.op.event.type,
      named: piece.op.event.id !== null || piece.op.event.seq !== null,
      ops: [...new Set([op.index, terminal.op.index])],
    };
    suspects.push({ fault, habit, lost });
  }

  return {
    observe(run) {
      if (run.end !== "complete" || run.cancelRequested !== null) return;
      for (const stream of run.streams) {
        const { terminal } = stream;
        if (terminal !== null && success.has(terminal.op.event.type))
          compare(run, stream, terminal);
      }
    },
    faults: (kind) => onePerText(suspects.filter((one) => one.fault.kind === kind && isFault(one))),
    get held() {
      return suspects.filter(({ habit }) => habit.same > 0 || habit.other < AGREEING).length;
    },
  };
}

function isFault({ habit, lost }: Suspect): boolean {
  const { same, other, longest } = habit;
  if (same < AGREEING || same < FOR_EACH * other) return false;
  return lost.ends <= LOST_PIECES.ends * longest && lost.within <= LOST_PIECES.within * longest;
}

/** The same text may stand in several fields. */
function onePerText(suspects: readonly Suspect[]): readonly TextFault[] {
  const faults = new Map(
    suspects.map(({ fault }) => [
      JSON.stringify([fault.run.id, fault.connection, fault.type]),
      fault,
    ]),
  );
  return [...faults.values()];
}
