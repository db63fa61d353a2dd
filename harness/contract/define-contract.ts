import type { StandardSchemaV1 } from "@standard-schema/spec";
import { HarnessError } from "../errors/harness-error.ts";
import type { Contract, ContractData, Deadlines, SpanRule } from "./contract.ts";
import { contractProblems } from "./contract-problems.ts";
import { type Duration, milliseconds } from "./duration.ts";
import { grammarTypes } from "./grammar-facts.ts";

/** What a contract is made of. Only name, grammar and terminal events have no default. */
export interface ContractOptions extends ContractTerms, Pick<ContractData, "name" | "grammar"> {
  readonly spans?: Readonly<Record<string, SpanOptions>>;
  readonly terminal: {
    readonly success: readonly string[];
    readonly error?: readonly string[];
  };
}

/** The terms of a contract, whatever its events. See `ContractData` for what each means. */
export interface ContractTerms {
  readonly fields?: ContractData["fields"];
  readonly envelope?: ContractData["envelope"];
  /** Limits; without them deadlines are not judged. */
  readonly deadlines?: Readonly<Partial<Record<keyof Deadlines, Duration>>>;
  /** `one` by default. */
  readonly fanout?: ContractData["fanout"];
  /** `never` by default. */
  readonly redelivery?: ContractData["redelivery"];
  readonly broadcasts?: readonly string[];
  /** `expected` by default. */
  readonly echo?: ContractData["echo"];
  /** `thread` by default. */
  readonly memory?: ContractData["memory"];
  /** 0.05 by default. */
  readonly maxErrored?: number;
  /** 0 by default. */
  readonly cancelGrace?: Duration;
  /** Not judged by default. */
  readonly maxClockSkew?: Duration | null;
  /** 0 by default. */
  readonly maxClockStep?: Duration;
  readonly schemas?: Contract["schemas"];
}

/** A span; by default its id stands under `id`, and nothing else is compared. */
export type SpanOptions = Pick<SpanRule, "open" | "close"> & Partial<SpanRule>;

/**
 * A contract with every default filled in.
 *
 * @throws HarnessError `bad-config` that lists all that is wrong with it
 */
export function defineContract(options: ContractOptions): Contract {
  const problems: string[] = [];
  const duration = (name: string, value: Duration): number => {
    const read = milliseconds(value);
    if (read === null) problems.push(`${name}: ${JSON.stringify(value)} is no duration`);
    return read ?? 0;
  };
  const { maxClockSkew = null, schemas = {} } = options;
  const deadlines = Object.entries(options.deadlines ?? {}).flatMap(([name, limit]) =>
    limit === undefined ? [] : [[name, duration(`deadlines.${name}`, limit)] as const],
  );
  const contract: Contract = {
    name: options.name,
    grammar: options.grammar,
    spans: Object.fromEntries(
      Object.entries(options.spans ?? {}).map(([name, span]) => [name, spanRule(span)]),
    ),
    terminal: { success: options.terminal.success, error: options.terminal.error ?? [] },
    fields: options.fields ?? {},
    envelope: options.envelope ?? [],
    deadlines: Object.fromEntries(deadlines),
    fanout: options.fanout ?? "one",
    redelivery: options.redelivery ?? "never",
    broadcasts: options.broadcasts ?? [],
    echo: options.echo ?? "expected",
    memory: options.memory ?? "thread",
    maxErrored: options.maxErrored ?? 0.05,
    cancelGrace: duration("cancelGrace", options.cancelGrace ?? 0),
    maxClockSkew: maxClockSkew === null ? null : duration("maxClockSkew", maxClockSkew),
    maxClockStep: duration("maxClockStep", options.maxClockStep ?? 0),
    schemaTypes: Object.keys(schemas),
    schemas,
  };
  problems.push(...strangers("option", options, Object.keys(contract)));
  // A limit of a misspelt name would be judged by nobody.
  problems.push(...strangers("deadline", options.deadlines ?? {}, DEADLINES));
  problems.push(...contractProblems(contract));
  if (problems.length > 0) {
    const name = JSON.stringify(options.name);
    throw new HarnessError("bad-config", `The contract ${name}: ${problems.join("; ")}.`);
  }
  return contract;
}

const DEADLINES = [
  "accepted",
  "first",
  "gap",
  "total",
] as const satisfies readonly (keyof Deadlines)[];

function strangers(what: string, given: object, known: readonly string[]): readonly string[] {
  return Object.keys(given)
    .filter((key) => !known.includes(key))
    .map((key) => `there is no ${what} ${JSON.stringify(key)}; there are ${known.join(", ")}`);
}

/** The half of a contract that a history stores. */
export function contractData(contract: Contract): ContractData {
  const { schemas: _code, ...data } = contract;
  return data;
}

/** A contract as stored. Schemas are code: those that are not handed over again are not judged. */
export function contractFromData(
  data: ContractData,
  schemas: Readonly<Record<string, StandardSchemaV1>> = {},
): Contract {
  return { ...data, schemas };
}

/** Every event type that a contract knows, its error and broadcast events included. */
export function contractTypes({
  grammar,
  spans,
  terminal,
  broadcasts,
}: ContractData): readonly string[] {
  return [...new Set([...grammarTypes(grammar, spans), ...terminal.error, ...broadcasts])];
}

function spanRule(span: SpanOptions): SpanRule {
  return { inside: [], id: "id", label: null, echoes: [], delta: null, ...span };
}
