import type { ContractData, Deadlines, FieldRule, SpanRule } from "../../../contract/contract.ts";
import { contractFromData } from "../../../contract/define-contract.ts";
import type { Grammar } from "../../../contract/grammar.ts";
import { demandedFields } from "../../../checkers/content/envelope.ts";
import type { HistoryHeader } from "../../../history/header.ts";

/** What makes a run plain, of an execution in which it can be told by looking at each event once. */
export interface Terms {
  /** The events of a run, in their order. */
  readonly events: readonly EventTerms[];
  /** How many spans each run has. */
  readonly spans: number;
  readonly demands: Readonly<Record<"user" | "thread" | "id" | "seq" | "timestamp", boolean>>;
  readonly deadlines: Deadlines;
  /** Where it is promised, a run without it is looked at closely. */
  readonly acknowledged: boolean;
  readonly echo: ContractData["echo"];
  /** Milliseconds. */
  readonly maxClockSkew: number;
  readonly maxClockStep: number;
  readonly patience: number;
  readonly epoch: number;
}

export interface EventTerms {
  readonly type: string;
  /** What must stand in its payload. */
  readonly fields: readonly FieldTerms[];
}

export interface FieldTerms {
  readonly name: string;
  /** Null: the contract says nothing of it. */
  readonly rule: FieldRule | null;
  /** Under which number its text is kept, and the one of the text that it must repeat; null: it is of no span. */
  readonly keep: number | null;
  readonly repeats: number | null;
}

/** Fields of one event: each is a bit of a number. */
const MOST_FIELDS = 30;

/** Null: in such an execution more than one look is needed, or more than one event at a time. */
export function termsOf({
  contract: data,
  dialect,
  plan,
  patience,
  epoch,
}: HistoryHeader): Terms | null {
  const contract = contractFromData(data);
  const types = typesIn(contract.grammar);
  const spans = Object.values(contract.spans);
  const { provides, runIds = "client", runNames = "every" } = dialect;
  const isSimple =
    types !== null &&
    new Set(types).size === types.length &&
    contract.terminal.success.includes(types.at(-1) ?? "") &&
    !types.slice(0, -1).some((type) => isEnd(contract, type)) &&
    !types.some((type) => contract.broadcasts.includes(type)) &&
    spans.every((rule) => isPair(rule, types)) &&
    new Set(spans.flatMap(({ open, close }) => [open, close])).size === spans.length * 2 &&
    contract.schemaTypes.length === 0 &&
    plan.runs !== null &&
    plan.duration === undefined &&
    runIds === "client" &&
    runNames === "every" &&
    !(contract.deadlines.accepted !== undefined && provides.acceptance === "never");
  if (!isSimple) return null;
  const demanded = demandedFields(contract, provides);
  const events = types.map((type) => ({
    type,
    fields: fieldsOf(type, contract.fields[type] ?? {}, spans),
  }));
  if (events.some(({ fields }) => fields.length > MOST_FIELDS)) return null;
  return {
    events,
    spans: spans.length,
    demands: {
      user: demanded.includes("user"),
      thread: demanded.includes("thread"),
      id: demanded.includes("id"),
      seq: demanded.includes("seq"),
      timestamp: demanded.includes("timestamp"),
    },
    deadlines: contract.deadlines,
    acknowledged: provides.acceptance === "always",
    echo: contract.echo,
    maxClockSkew: contract.maxClockSkew ?? Infinity,
    maxClockStep: contract.maxClockStep ?? 0,
    patience,
    epoch,
  };
}

/** Of a grammar that is nothing but one event after the other; null: it is more. */
function typesIn(grammar: Grammar): readonly string[] | null {
  if ("one" in grammar) return [grammar.one];
  if (!("sequence" in grammar)) return null;
  const parts = grammar.sequence.map(typesIn);
  return parts.includes(null) ? null : parts.flatMap((part) => part ?? []);
}

function isEnd({ terminal }: ContractData, type: string): boolean {
  return terminal.success.includes(type) || terminal.error.includes(type);
}

/** Whether a span is told by two events of a run, the first of which opens it, and by nothing else. */
function isPair(rule: SpanRule, types: readonly string[]): boolean {
  const { open, close, inside, otherCloses = [], scope = [], follow = [], loose = [] } = rule;
  const { refers = [], retold = [], echoes, joins, id, label } = rule;
  const others = [...inside, ...otherCloses, ...follow, ...loose];
  return (
    types.includes(open) &&
    types.indexOf(open) < types.indexOf(close) &&
    !others.some((type) => types.includes(type)) &&
    [scope, refers, retold, echoes].every((list) => list.length === 0) &&
    joins === undefined &&
    label !== id &&
    label?.includes(".") !== true
  );
}

function fieldsOf(
  type: string,
  rules: Readonly<Record<string, FieldRule>>,
  spans: readonly SpanRule[],
): readonly FieldTerms[] {
  const kept = spans.flatMap(({ open, close, id, label }, span) => {
    const names = label === null ? [id] : [id, label];
    return names.flatMap((field, at) => [
      { type: open, field, keep: span * 2 + at, repeats: null },
      { type: close, field, keep: null, repeats: span * 2 + at },
    ]);
  });
  const own = kept.filter((one) => one.type === type);
  const ruled = Object.entries(rules).map(([field, rule]) => {
    const { keep = null, repeats = null } = own.find((one) => one.field === field) ?? {};
    return { name: field, rule, keep, repeats };
  });
  const unruled = own
    .filter(({ field }) => !Object.hasOwn(rules, field))
    .map(({ field, keep, repeats }) => ({ name: field, rule: null, keep, repeats }));
  return [...ruled, ...unruled];
}
