import type { ContractData, SpanRule } from "../../contract/contract.ts";
import { idIn, spanKey, type SpanPart, spanParts } from "../../contract/span-types.ts";
import type { Received, Stream } from "./scene.ts";

/** One span of a run, such as a tool call: what opened and what closed it. */
export interface Call {
  readonly name: string;
  readonly rule: SpanRule;
  readonly id: string | null;
  /** Its id and what scopes it, in one text. */
  readonly key: string | null;
  open: Received | null;
  close: Received | null;
  /** Events that open or close what is open or closed already. */
  moreOpens: Received[];
  moreCloses: Received[];
  inside: Received[];
  /** Those inside that came before it opened, and after it closed. Not told of spans without an id. */
  early: Received[];
  late: Received[];
  /** What follows the close: the first of each type, and the others. */
  follow: Received[];
  moreFollow: Received[];
  /** It was told, or also told, in loose pieces: it needs no open and no close. */
  loose: boolean;
  /** These pieces; what has no id goes on with the one before it. */
  chunks: Received[];
  /** Of a run that ended well only pieces of it came: they are too many, rather than both ends lost. */
  stray: boolean;
}

/** Reads the spans of a stream. */
export type SpanReader = (stream: Pick<Stream, "received" | "terminal">) => readonly Call[];

/**
 * The spans of a stream up to its terminal event, copies left out, in order of their first event.
 *
 * Matched by id; where an event has none, by label, first in first out. Where a run ended well, an end without a
 * beginning and a later beginning without an end are one span whose events changed places: else two had to be lost.
 */
export function spanReader({
  spans,
  terminal: ends,
}: Pick<ContractData, "spans" | "terminal">): SpanReader {
  const parts = spanParts(spans);
  return ({ received, terminal }) => {
    const calls: Call[] = [];
    const find = finder(calls);
    const lastLoose = new Map<string, Call>();
    for (const one of received) {
      const part = one.copyOf === null ? parts.get(one.op.event.type) : undefined;
      if (part !== undefined) add(one, part, calls, find, lastLoose);
      if (one === terminal) break;
    }
    const ended = terminal !== null && ends.success.includes(terminal.op.event.type);
    if (!ended) return calls;
    for (const call of calls) call.stray = isStray(call);
    return rejoined(calls);
  };
}

/** Events that open or close a span a second time, and stray pieces: they are too many, whatever the sequence allows. */
export function surplusOf(calls: readonly Call[]): ReadonlySet<Received> {
  return new Set(
    calls.flatMap(({ moreOpens, moreCloses, stray, inside: pieces }) => {
      return [...moreOpens, ...moreCloses, ...(stray ? pieces : NONE)];
    }),
  );
}

function isStray({ id, open: opened, close: closed, loose, inside: pieces }: Call): boolean {
  return id !== null && opened === null && closed === null && !loose && pieces.length > 0;
}

/** The newest span of this name and key. */
type Find = (name: string, key: string) => Call | undefined;

/** Spans that are looked through one by one. */
const FEW = 16;

function finder(calls: readonly Call[]): Find {
  let byId: Map<string, Call> | null = null;
  let entered = 0;
  return (name, key) => {
    if (calls.length <= FEW) return calls.findLast((one) => one.key === key && one.name === name);
    byId ??= new Map();
    for (; entered < calls.length; entered += 1) {
      const call = calls[entered];
      if (call !== undefined && call.key !== null) byId.set(`${call.name} ${call.key}`, call);
    }
    return byId.get(`${name} ${key}`);
  };
}

/** `lastLoose`: by its name the span of which a loose piece came last. */
function add(
  received: Received,
  part: SpanPart,
  calls: Call[],
  find: Find,
  lastLoose: Map<string, Call>,
): void {
  const { data } = received.op.event;
  const { does } = part;
  const key = spanKey(data, part.rule);
  if (key === null && does === "loose") {
    const before = lastLoose.get(part.span);
    if (before !== undefined) before.chunks = added(before.chunks, received);
    return;
  }
  const known = key === null ? unnamed(calls, part, data) : find(part.span, key);
  const isNext = known === undefined || (does === "open" && isOver(known));
  const call = isNext ? blank(part, idIn(data, part.rule.id), key) : known;
  if (isNext) calls.push(call);
  if (does === "loose") {
    call.loose = true;
    call.chunks = added(call.chunks, received);
    lastLoose.set(part.span, call);
  } else if (does === "open") open(received, call);
  else if (does === "close") close(received, call, calls);
  else if (does === "inside") inside(received, call);
  else follow(received, call);
}

function open(received: Received, call: Call): void {
  if (call.open !== null) {
    call.moreOpens = added(call.moreOpens, received);
    return;
  }
  call.open = received;
  if (call.inside.length > 0) call.early = [...call.early, ...call.inside];
}

function close(received: Received, call: Call, calls: Call[]): void {
  const { open: opened, close: closed, rule } = call;
  if (closed === null) {
    call.close = received;
    return;
  }
  if (rule.reopens !== true || opened === null || opened.op.index < closed.op.index) {
    call.moreCloses = added(call.moreCloses, received);
    return;
  }
  // What seemed to have overtaken its beginning was the end of an earlier span of this id.
  calls.splice(calls.indexOf(call), 0, { ...blankOf(call), close: closed });
  call.late = NONE;
  call.close = received;
}

function inside(received: Received, call: Call): void {
  call.inside = added(call.inside, received);
  if (call.id !== null && call.close !== null) call.late = added(call.late, received);
}

function follow(received: Received, call: Call): void {
  const { type } = received.op.event;
  const isMore = call.follow.some((one) => one.op.event.type === type);
  if (isMore) call.moreFollow = added(call.moreFollow, received);
  else call.follow = added(call.follow, received);
}

/** Whether the next opening under its id is another span. */
function isOver({ rule, open: opened, close: closed }: Call): boolean {
  return rule.reopens === true && opened !== null && closed !== null;
}

/** Most spans have nothing of most kinds: they share what stands for it. */
const NONE: Received[] = [];
Object.freeze(NONE);

function added(list: Received[], received: Received): Received[] {
  if (list === NONE) return [received];
  list.push(received);
  return list;
}

function blank({ span, rule }: SpanPart, id: string | null, key: string | null): Call {
  return blankOf({ name: span, rule, id, key });
}

function blankOf({ name, rule, id, key }: Pick<Call, "name" | "rule" | "id" | "key">): Call {
  return {
    name,
    rule,
    id,
    key,
    open: null,
    close: null,
    moreOpens: NONE,
    moreCloses: NONE,
    inside: NONE,
    chunks: NONE,
    early: NONE,
    late: NONE,
    follow: NONE,
    moreFollow: NONE,
    loose: false,
    stray: false,
  };
}

/** The call that an event without an id means: the oldest that is still open, else the last one closed. */
function unnamed(
  calls: readonly Call[],
  { span, rule, does }: SpanPart,
  data: Readonly<Record<string, unknown>>,
): Call | undefined {
  if (does === "open") return undefined;
  const label = labelIn(data, rule);
  const alike = calls.filter((call) => {
    return call.name === span && call.open !== null && isAlike(label, call);
  });
  return alike.find((call) => call.close === null) ?? alike.at(-1);
}

/** Spans without ids of which one has only an end, and a later one only a beginning, made one. */
function rejoined(calls: readonly Call[]): readonly Call[] {
  const beginnings = new Set<Call>();
  for (const [at, call] of calls.entries()) {
    const { close: end } = call;
    if (call.key !== null || call.open !== null || end === null) continue;
    const beginning = calls.slice(at + 1).find((other) => {
      if (other.key !== null || other.name !== call.name || other.close !== null) return false;
      if (other.open === null || beginnings.has(other)) return false;
      return isAlike(labelIn(end.op.event.data, call.rule), other);
    });
    if (beginning === undefined) continue;
    beginnings.add(beginning);
    call.open = beginning.open;
  }
  return beginnings.size === 0 ? calls : calls.filter((call) => !beginnings.has(call));
}

/** Whether what bears this label may be of this span. */
function isAlike(label: unknown, { open: opened, rule }: Call): boolean {
  const other = opened === null ? undefined : labelIn(opened.op.event.data, rule);
  return label === undefined || other === undefined || label === other;
}

/** An empty label names nothing: that it is empty is content's. */
function labelIn(data: Readonly<Record<string, unknown>>, { label }: SpanRule): unknown {
  const value = label === null ? undefined : data[label];
  return typeof value === "string" && value.trim() === "" ? undefined : value;
}
