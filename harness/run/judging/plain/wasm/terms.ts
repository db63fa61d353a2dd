import { Word } from "./bytes";

// What makes a run plain: told once, by the host, before the first line.

/** What is demanded of an event besides its run, a bit each. */
export const OF_THREAD: u32 = 1;
export const OF_USER: u32 = 2;
export const OF_ID: u32 = 4;
export const OF_SEQ: u32 = 8;
export const OF_TIME: u32 = 16;

// What must stand in a field. The first few are the kinds of values.
export const ANY: u32 = 0;
export const TELLING: u32 = 7;
export const PRESENT: u32 = 8;

/** An event of the sequence. */
@unmanaged
export class Due {
  /** Its type, with its quotes. */
  type: Word = changetype<Word>(0);
  /** Null: its payload may hold whatever it likes. */
  fields: Field | null = null;
  count: u32 = 0;
  /** The event that follows it; null: it is the last. */
  next: Due | null = null;
}

/** What must stand in a payload. */
@unmanaged
export class Field {
  name: Word = changetype<Word>(0);
  rule: u32 = 0;
  /** The field of it in which the value stands that is kept or repeats another; null: it is the value itself. */
  inner: Word | null = null;
  /** Under which number the value is kept, and that of the one that it must repeat; negative: it is of no span. */
  keep: i32 = 0;
  repeats: i32 = 0;
  /** Whether it is an id or a label, and so a text that says something. */
  names: bool = false;
  /** Its bit among the fields of its event. */
  bit: u32 = 0;
  next: Field | null = null;
}

@unmanaged
export class Terms {
  first: Due | null = null;
  events: u32 = 0;
  /** Values of spans that are kept of a run. */
  kept: u32 = 0;
  demands: u32 = 0;
  acknowledged: bool = false;
  echoed: bool = false;
  patience: f64 = 0;
  epoch: f64 = 0;
  maxClockSkew: f64 = 0;
  maxClockStep: f64 = 0;
  /** What the ids of this execution are marked with. */
  mark: u32 = 0;
  /** Whether what happens has the number of its op, and not its time. */
  cut: bool = false;
}

export const terms = new Terms();
/** The event that was told last. */
let newest: Due | null = null;

/** One more event of the sequence, of this type. */
export function addEvent(type: Word): void {
  const due = new Due();
  due.type = type;
  const before = newest;
  if (before === null) terms.first = due;
  else before.next = due;
  newest = due;
  terms.events += 1;
}

/** One more field of the event that was told last. */
export function addField(name: Word, rule: u32, keep: i32, repeats: i32, names: bool): void {
  const due = newest;
  if (due === null) return;
  const field = new Field();
  field.name = name;
  field.rule = rule;
  field.keep = keep;
  field.repeats = repeats;
  field.names = names;
  field.bit = 1 << due.count;
  field.next = due.fields;
  due.fields = field;
  due.count += 1;
}

/** What is kept of that field, or repeats another, stands in this field of it. */
export function lookInside(inner: Word): void {
  const due = newest;
  if (due === null) return;
  const field = due.fields;
  if (field !== null) field.inner = inner;
}
