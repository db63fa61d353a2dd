import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Grammar } from "./grammar.ts";

/**
 * What one run must deliver to its owner. Pure data but for `schemas`: a stored history carries
 * everything else in its header, and names the types whose schema it could not carry.
 */
export interface Contract extends ContractData {
  /** Payload schemas by event type. Synchronous: a schema that answers a promise makes content unknown. */
  readonly schemas: Readonly<Record<string, StandardSchemaV1>>;
}

export interface ContractData {
  readonly name: string;
  /** The sequence of a successful run, its terminal event included. */
  readonly grammar: Grammar;
  readonly spans: Readonly<Record<string, SpanRule>>;
  readonly terminal: {
    readonly success: readonly string[];
    /** Ends a run as `errored`; may come at any point of the sequence. */
    readonly error: readonly string[];
  };
  /** What an event's payload must hold, by event type, then by field. */
  readonly fields: Readonly<Record<string, Readonly<Record<string, FieldRule>>>>;
  /** What the envelope of every event must name. `run` is always demanded. */
  readonly envelope: readonly EnvelopeField[];
  /** Milliseconds; a missing one is no limit. Counted from the scheduled send, `gap` between events. */
  readonly deadlines: Deadlines;
  /** Who receives a run's events when its user has several connections. */
  readonly fanout: "one" | "all";
  /** How an event may come again on another connection of its user. */
  readonly redelivery: "never" | "after-reconnect";
  /** Event types that everybody may receive. */
  readonly broadcasts: readonly string[];
  /** Whether the user's own canary must come back: `required`, `expected` (judged where it did), `none`. */
  readonly echo: "required" | "expected" | "none";
  /** Which earlier runs of the same user a run may know of. */
  readonly memory: "none" | "thread" | "user";
  /** Share of runs that may end in an error event, 0 to 1. */
  readonly maxErrored: number;
  /** Milliseconds that a cancelled run may still send after the acknowledgement. */
  readonly cancelGrace: number;
  /** Greatest difference between server time and ours, in milliseconds; null: not judged. */
  readonly maxClockSkew: number | null;
  /** Milliseconds by which server time may step back within a run, where several machines stamp it; 0 by default. */
  readonly maxClockStep?: number;
  /** Event types that have a schema in code: judged only where the code is at hand. */
  readonly schemaTypes: readonly string[];
}

export type EnvelopeField = "user" | "thread" | "id" | "seq" | "timestamp";

/** `text`: a string with something other than white space in it. */
export type FieldRule = "text" | "string" | "number" | "boolean" | "object" | "array" | "present";

export interface Deadlines {
  readonly accepted?: number;
  readonly first?: number;
  readonly gap?: number;
  readonly total?: number;
}

/** Something that opens and closes by an id, such as a tool call. */
export interface SpanRule {
  readonly open: string;
  readonly close: string;
  /** Events between open and close that carry the same id, such as deltas. */
  readonly inside: readonly string[];
  /** Payload field that holds the id. Where the server gives none, spans are matched by `label`, first in first out. */
  readonly id: string;
  /** Payload field that open and close share, such as the tool's name; null: none. */
  readonly label: string | null;
  /** Relations: the payload at `close` must repeat what stood at `open`. Paths are dotted. */
  readonly echoes: readonly { readonly open: string; readonly close: string }[];
  /** Payload field of `inside` events whose texts join to one; null: none. */
  readonly delta: string | null;
  /** More types that close it, such as a failure of its own. */
  readonly otherCloses?: readonly string[];
  /** Payload fields that narrow the id: under another value, or under none, an equal id is another span. */
  readonly scope?: readonly string[];
  /** Whether an id may open again once it has closed. By default an id names one span of the run. */
  readonly reopens?: boolean;
  /** Types that may follow the close under its id, each once, such as a result. The grammar must place them. */
  readonly follow?: readonly string[];
  /** Types that tell a span in loose pieces, without open and close. The grammar must place them. */
  readonly loose?: readonly string[];
  /** Fields of the opening event that, where present, must name a span opened earlier in the run. */
  readonly refers?: readonly { readonly field: string; readonly span: string }[];
  /** What the joined `delta` must be by itself: `json`, unless it is empty. */
  readonly joins?: "json";
  /** Where the joined `delta` is told once more as a whole. */
  readonly retold?: readonly Retelling[];
}

/**
 * An event that tells whole texts again, such as a snapshot: those of spans that have closed must be
 * what their deltas joined to.
 */
export interface Retelling {
  readonly type: string;
  /** Dotted path of the items in its payload; lists on the way are walked. */
  readonly items: string;
  /** Dotted paths in an item: the span's id, and its text. */
  readonly id: string;
  readonly text: string;
  /** Only items with one of these values at a dotted path; absent: all. */
  readonly where?: { readonly path: string; readonly is: readonly string[] };
}
