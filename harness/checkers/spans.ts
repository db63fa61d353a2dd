import type { ContractData, SpanRule } from "../contract/contract.ts";
import type { Received, Stream } from "./scene.ts";

/** One span of a run, such as a tool call: what opened and what closed it. */
export interface Call {
  readonly name: string;
  readonly rule: SpanRule;
  readonly id: string | null;
  open: Received | null;
  close: Received | null;
  /** Events that open or close what is open or closed already. */
  readonly moreOpens: Received[];
  readonly moreCloses: Received[];
  readonly inside: Received[];
}

/** Reads the spans of a stream. */
export type SpanReader = (stream: Pick<Stream, "received" | "terminal">) => readonly Call[];

/**
 * The spans of a stream up to its terminal event, copies left out, in order of their first event.
 *
 * Matched by id; where an event has none, by label, first in first out.
 */
export function spanReader(spans: ContractData["spans"]): SpanReader {
  const roles = rolesOf(spans);
  return ({ received, terminal }) => {
    const calls: Call[] = [];
    const byId = new Map<string, Call>();
    for (const one of received) {
      const role = one.copyOf === null ? roles.get(one.op.event.type) : undefined;
      if (role !== undefined) add(one, role, callFor(one, role, calls, byId));
      if (one === terminal) break;
    }
    return calls;
  };
}

function add(received: Received, { does }: Role, call: Call): void {
  if (does === "inside") call.inside.push(received);
  else if (does === "open") {
    if (call.open === null) call.open = received;
    else call.moreOpens.push(received);
  } else if (call.close === null) call.close = received;
  else call.moreCloses.push(received);
}

/** Events that open or close a span a second time: they are too many, whatever the sequence allows. */
export function surplusOf(calls: readonly Call[]): ReadonlySet<Received> {
  return new Set(calls.flatMap(({ moreOpens, moreCloses }) => [...moreOpens, ...moreCloses]));
}

interface Role {
  readonly name: string;
  readonly rule: SpanRule;
  readonly does: "open" | "close" | "inside";
}

function callFor(
  received: Received,
  { name, rule, does }: Role,
  calls: Call[],
  byId: Map<string, Call>,
): Call {
  const { data } = received.op.event;
  const id = idOf(data, rule);
  const known = id === null ? unnamed(calls, name, rule, does, data) : byId.get(`${name} ${id}`);
  if (known !== undefined) return known;
  const blank = { open: null, close: null, moreOpens: [], moreCloses: [], inside: [] };
  const call: Call = { name, rule, id, ...blank };
  calls.push(call);
  if (id !== null) byId.set(`${name} ${id}`, call);
  return call;
}

/** The call that an event without an id means: the oldest that is still open, else the last one closed. */
function unnamed(
  calls: readonly Call[],
  name: string,
  rule: SpanRule,
  does: Role["does"],
  data: Readonly<Record<string, unknown>>,
): Call | undefined {
  if (does === "open") return undefined;
  const label = rule.label === null ? undefined : data[rule.label];
  const alike = calls.filter((call) => {
    if (call.name !== name || call.open === null) return false;
    const other = rule.label === null ? undefined : call.open.op.event.data[rule.label];
    return label === undefined || other === undefined || label === other;
  });
  return alike.find((call) => call.close === null) ?? alike.at(-1);
}

function idOf(data: Readonly<Record<string, unknown>>, rule: SpanRule): string | null {
  const id = Object.hasOwn(data, rule.id) ? data[rule.id] : undefined;
  return typeof id === "string" || typeof id === "number" ? String(id) : null;
}

function rolesOf(spans: ContractData["spans"]): ReadonlyMap<string, Role> {
  const roles = new Map<string, Role>();
  for (const [name, rule] of Object.entries(spans)) {
    roles.set(rule.open, { name, rule, does: "open" });
    roles.set(rule.close, { name, rule, does: "close" });
    for (const type of rule.inside) roles.set(type, { name, rule, does: "inside" });
  }
  return roles;
}
