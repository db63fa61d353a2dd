import type { ContractData, Deadlines, FieldRule, SpanRule } from "../../../contract/contract.ts";
import { contractFromData } from "../../../contract/define-contract.ts";
import type { Grammar } from "../../../contract/grammar.ts";
import { demandedFields } from "../../../checkers/content/envelope.ts";
import type { HistoryHeader } from "../../../history/header.ts";

/** What makes a run plain, of an execution in which it can be told by looking at each event once. */
export interface Terms {
  /** The events of a run, in their order. */
  readonly events: readonly EventTerms[];
  /** How many spans each run has, and how many values of theirs are kept, for others to repeat. */
  readonly spans: number;
  readonly kept: number;
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
  /** The field of it in which the value stands that is kept or repeats another; null: it is the value itself. */
  readonly inner: string | null;
  /** Under which number the value is kept, and that of the one that it must repeat; null: it is of no span. */
  readonly keep: number | null;
  readonly repeats: number | null;
  /** Whether it is an id or a label, and so a text that says something. */
  readonly names: boolean;
}

/** Characters of a name. One that is no text in UTF-8 would be taken for another. */
const LONGEST = 1_000;

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
  const names = events.flatMap(({ type, fields }) => [
    type,
    ...fields.flatMap(({ name, inner }) => (inner === null ? [name] : [name, inner])),
  ]);
  if (names.some((name) => name.length > LONGEST || !name.isWellFormed())) return null;
  return {
    events,
    spans: spans.length,
    kept: spans.flatMap(repeatedIn).length,
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
  const { refers = [], retold = [], joins, id, label } = rule;
  const others = [...inside, ...otherCloses, ...follow, ...loose];
  return (
    types.includes(open) &&
    types.indexOf(open) < types.indexOf(close) &&
    !others.some((type) => types.includes(type)) &&
    [scope, refers, retold].every((list) => list.length === 0) &&
    joins === undefined &&
    label !== id &&
    [id, label].every((name) => name?.includes(".") !== true) &&
    areApart(rule)
  );
}

/** Whether what an end repeats stands in fields of their own, and not deep in them. */
function areApart({ echoes, id, label }: SpanRule): boolean {
  return [echoes.map(({ open }) => open), echoes.map(({ close }) => close)].every((paths) => {
    const fields = paths.map((path) => path.split(".")[0]);
    const isShallow = paths.every((path) => path.split(".").length <= 2);
    return isShallow && new Set([...fields, id, label]).size === fields.length + 2;
  });
}

/** A value of the beginning of a span that its end repeats, as dotted paths. */
interface Repeated {
  readonly open: { readonly type: string; readonly path: string };
  readonly close: { readonly type: string; readonly path: string };
  /** Whether it is an id or a label. */
  readonly names: boolean;
}

function repeatedIn({ open, close, id, label, echoes }: SpanRule): readonly Repeated[] {
  const names = [id, ...(label === null ? [] : [label])].map((path) => ({
    open: path,
    close: path,
  }));
  return [...names, ...echoes].map((paths, at) => ({
    open: { type: open, path: paths.open },
    close: { type: close, path: paths.close },
    names: at < names.length,
  }));
}

type Kept = Omit<FieldTerms, "rule">;

/** What is kept of an event of this type, or must repeat what was kept. */
function keptOf(type: string, spans: readonly SpanRule[]): readonly Kept[] {
  return spans.flatMap(repeatedIn).flatMap(({ open, close, names }, number): readonly Kept[] => {
    const at = ({ path }: Repeated["open"]) => {
      const [name = "", inner = null] = path.split(".");
      return { name, inner, names };
    };
    return [
      ...(open.type === type ? [{ ...at(open), keep: number, repeats: null }] : []),
      ...(close.type === type ? [{ ...at(close), keep: null, repeats: number }] : []),
    ];
  });
}

function fieldsOf(
  type: string,
  rules: Readonly<Record<string, FieldRule>>,
  spans: readonly SpanRule[],
): readonly FieldTerms[] {
  const kept = keptOf(type, spans);
  const fields = new Set([...Object.keys(rules), ...kept.map(({ name }) => name)]);
  return Array.from(fields, (name) => ({
    ...(kept.find((one) => one.name === name) ?? NOT_KEPT),
    name,
    rule: rules[name] ?? null,
  }));
}

const NOT_KEPT = { inner: null, keep: null, repeats: null, names: false };
