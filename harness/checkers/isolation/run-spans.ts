import type { Contract } from "../../contract/contract.ts";
import { idIn, spanKey, type SpanPart, spanParts } from "../../contract/span-types.ts";
import type { EventOp } from "../../history/op.ts";
import type { Run, Stream } from "../scene/scene.ts";

/** What came of one span in one run, such as a tool call of this id. */
export interface RunSpan {
  readonly user: string;
  readonly run: string;
  /** Op of the run's send. */
  readonly sent: number;
  /** The span's name in the contract, and its id there. */
  readonly name: string;
  readonly id: string;
  /** What tells it from all others, its scope included. */
  readonly key: string;
  /** Events of it, in order of arrival; of more than a few the first. */
  readonly events: readonly EventOp[];
  readonly count: number;
  readonly isOpened: boolean;
  /** It lacks an end that it should have: its beginning, or after a success its close. */
  readonly isBroken: boolean;
  /** An event of it holds the text of another run: that gives it away already. */
  readonly isGivenAway: boolean;
  /** The run has no other span of this name. */
  readonly isOnly: boolean;
}

/** Events of a span that are kept. */
const KEPT = 10;

/** Reads of a settled run which spans with ids it has, each once a reader, with what came of them after its end. */
export function runSpans({
  spans,
  terminal: ends,
}: Pick<Contract, "spans" | "terminal">): (run: Run) => Iterable<RunSpan> {
  const parts = spanParts(spans);

  function collect(run: Run, stream: Stream, all: Map<string, Draft>): void {
    for (const { op, copyOf } of stream.received) {
      const part = copyOf === null ? parts.get(op.event.type) : undefined;
      const key = part === undefined ? null : spanKey(op.event.data, part.rule);
      if (part === undefined || key === null) continue;
      const name = `${part.span} ${key}`;
      let draft = all.get(name);
      if (draft === undefined) all.set(name, (draft = blank(run, part, name, op)));
      draft.count += 1;
      if (draft.events.length < KEPT) draft.events.push(op);
      draft.isOpened ||= part.does === "open" || part.does === "loose";
      draft.closed ||= part.does === "close" || part.does === "loose";
      draft.isGivenAway ||= op.canaries?.some((found) => found !== run.canary) === true;
    }
  }

  return function* (run) {
    for (const stream of run.streams) {
      const all = new Map<string, Draft>();
      collect(run, stream, all);
      const { terminal } = stream;
      const ended = terminal !== null && ends.success.includes(terminal.op.event.type);
      const closes = ended && run.cancelRequested === null;
      const counts = new Map<string, number>();
      for (const { name } of all.values()) counts.set(name, (counts.get(name) ?? 0) + 1);
      for (const { closed, ...span } of all.values()) {
        const isOnly = counts.get(span.name) === 1;
        yield { ...span, isOnly, isBroken: !span.isOpened || (closes && !closed) };
      }
    }
  };
}

interface Draft extends Omit<RunSpan, "isBroken" | "isOnly"> {
  readonly events: EventOp[];
  count: number;
  isOpened: boolean;
  isGivenAway: boolean;
  closed: boolean;
}

function blank({ owner, id, sendIndex }: Run, part: SpanPart, key: string, op: EventOp): Draft {
  return {
    user: owner,
    run: id,
    sent: sendIndex,
    name: part.span,
    id: idIn(op.event.data, part.rule.id) ?? "",
    key,
    events: [],
    count: 0,
    isOpened: false,
    isGivenAway: false,
    closed: false,
  };
}
