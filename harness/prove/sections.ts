import { CONTENT } from "../../fixtures/reference-server/faults/content.ts";
import { DUPLICATION } from "../../fixtures/reference-server/faults/duplication.ts";
import type { Fault } from "../../fixtures/reference-server/faults/fault.ts";
import { FINALITY } from "../../fixtures/reference-server/faults/finality.ts";
import { IDENTITY } from "../../fixtures/reference-server/faults/identity.ts";
import { ISOLATION } from "../../fixtures/reference-server/faults/isolation.ts";
import { LATER } from "../../fixtures/reference-server/faults/later.ts";
import { LOAD } from "../../fixtures/reference-server/faults/load.ts";
import { LOSS } from "../../fixtures/reference-server/faults/loss.ts";
import { ORDER } from "../../fixtures/reference-server/faults/order.ts";
import { PAIRING } from "../../fixtures/reference-server/faults/pairing.ts";
import { TIME } from "../../fixtures/reference-server/faults/time.ts";
import type { Variant } from "../../fixtures/reference-server/faults/variant.ts";
import { LATER_TWINS, TWINS } from "../../fixtures/reference-server/twins/catalogue.ts";
import type { LaterRow } from "../../reports/matrix-data.ts";
import { HarnessError } from "../errors/harness-error.ts";

/** The faults that can be switched on, by what they break. */
export const SECTIONS: Readonly<Record<string, readonly Fault[]>> = {
  loss: LOSS,
  duplication: DUPLICATION,
  order: ORDER,
  pairing: PAIRING,
  finality: FINALITY,
  isolation: ISOLATION,
  time: TIME,
  identity: IDENTITY,
  load: LOAD,
  content: CONTENT,
};

/** The name under which all legal twins are asked for. */
const TWIN_SECTION = "twins";

/** What is to be tried. */
export interface Selection {
  readonly faults: readonly { readonly section: string; readonly fault: Fault }[];
  readonly twins: readonly Variant[];
  readonly later: readonly LaterRow[];
  /** Nothing was left out. */
  readonly whole: boolean;
}

/**
 * The faults and twins of these names: ids, or whole sections, or `twins`. Null: all.
 *
 * @throws HarnessError `bad-usage` for no name at all, one that there is not, or that cannot be shown yet
 */
export function select(only: readonly string[] | null): Selection {
  const all = allFaults();
  if (only === null) return { faults: all, twins: TWINS, later: laterRows(), whole: true };
  if (only.length === 0) throw unknownName("--only names nothing.", all);
  for (const name of only) check(name, all);
  const has = (...names: readonly string[]) => names.some((name) => only.includes(name));
  return {
    faults: all.filter(({ section, fault }) => has(section, fault.id)),
    twins: TWINS.filter(({ id }) => has(TWIN_SECTION, id)),
    later: [],
    whole: false,
  };
}

/** The fault of this id. @throws HarnessError `bad-usage` for one that there is not, or that cannot be shown yet */
export function findFault(id: string): Fault {
  const faults = allFaults().map(({ fault }) => fault);
  const found = faults.find((fault) => fault.id === id);
  if (found) return found;
  checkLater(id);
  throw new HarnessError("bad-usage", `There is no fault "${id}".`, {
    hint: `There are: ${faults.map((fault) => fault.id).join(", ")}.`,
  });
}

function allFaults(): Selection["faults"] {
  return Object.entries(SECTIONS).flatMap(([section, faults]) =>
    faults.map((fault) => ({ section, fault })),
  );
}

/** @throws HarnessError for the id of what cannot be shown yet */
function checkLater(name: string): void {
  const late = laterRows().find(({ id }) => id === name);
  if (late === undefined) return;
  throw new HarnessError("bad-usage", `"${name}" cannot be shown yet: it needs ${late.waitsFor}.`);
}

function check(name: string, all: Selection["faults"]): void {
  checkLater(name);
  const { sections, single } = namesOf(all);
  if (single.includes(name) || sections.includes(name)) return;
  throw unknownName(`There is no fault "${name}".`, all);
}

function unknownName(message: string, all: Selection["faults"]): HarnessError {
  const { sections, single } = namesOf(all);
  return new HarnessError("bad-usage", message, {
    hint: `Sections: ${sections.join(", ")}. Single ones: ${single.join(", ")}.`,
  });
}

function namesOf(all: Selection["faults"]): {
  readonly sections: readonly string[];
  readonly single: readonly string[];
} {
  return {
    sections: [...Object.keys(SECTIONS), TWIN_SECTION],
    single: [...all.map(({ fault }) => fault.id), ...TWINS.map(({ id }) => id)],
  };
}

function laterRows(): readonly LaterRow[] {
  return [
    ...LATER.map((fault) => ({ kind: "fault" as const, ...fault })),
    ...LATER_TWINS.map((twin) => ({ kind: "twin" as const, ...twin })),
  ];
}
