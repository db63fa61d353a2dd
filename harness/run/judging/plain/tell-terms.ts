import type { FieldRule } from "../../../contract/contract.ts";
import type { Machine } from "./machine.ts";
import type { Terms } from "./terms.ts";

/** What may be demanded of an event: see `wasm/terms.ts`. */
const DEMANDS: Readonly<Record<keyof Terms["demands"], number>> = {
  thread: 1,
  user: 2,
  id: 4,
  seq: 8,
  timestamp: 16,
};

/** What must stand in a field: see `wasm/value.ts` and `wasm/terms.ts`. */
const RULES: Readonly<Record<FieldRule, number>> = {
  string: 1,
  number: 2,
  boolean: 3,
  object: 4,
  array: 5,
  text: 7,
  present: 8,
};
const ANY = 0;
const NOWHERE = -1;

/** Tells the machine what makes a run plain. @param room where it reads what it is told */
export function tellTerms(machine: Machine, room: number, terms: Terms): void {
  const { exports } = machine;
  // What it is told may make its memory grow, and then that is elsewhere.
  const write = (text: string): number => machine.bytes.write(text, room);
  const demands = Object.entries(terms.demands).reduce(
    (all, [what, isDemanded]) => all | (isDemanded ? DEMANDS[what as keyof typeof DEMANDS] : 0),
    0,
  );
  exports.demand(
    demands,
    terms.acknowledged ? 1 : 0,
    terms.echo === "required" ? 1 : 0,
    terms.kept,
    terms.patience,
    terms.maxClockSkew,
    terms.maxClockStep,
  );
  for (const { type, fields } of terms.events) {
    exports.eventDue(write(JSON.stringify(type)));
    for (const { name, rule, inner, keep, repeats, names } of fields) {
      exports.fieldDue(
        write(name),
        rule === null ? ANY : RULES[rule],
        keep ?? NOWHERE,
        repeats ?? NOWHERE,
        names ? 1 : 0,
      );
      if (inner !== null) exports.innerDue(write(inner));
    }
  }
}
