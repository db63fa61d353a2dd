import type { Fault } from "../../fixtures/reference-server/faults/fault.ts";
import type { Variant } from "../../fixtures/reference-server/faults/variant.ts";
import { type Assessment, assess } from "./assess.ts";
import { assessTwin } from "./assess-twin.ts";
import type { Experiment, Performed } from "./perform.ts";
import { placeOf } from "./place.ts";
import { faultTerms } from "./terms.ts";
import { twinTerms } from "./twins/catalogue.ts";

/** A line of the matrix: what is tried under every seed, and how that is judged. */
export interface Subject extends Pick<Experiment, "variant" | "terms" | "place"> {
  readonly assess: (performed: Performed) => Assessment;
}

export interface FaultSubject extends Subject {
  readonly section: string;
  readonly variant: Fault;
}

export function faultSubject(section: string, fault: Fault): FaultSubject {
  return { section, ...faultTrial(fault) };
}

/** A fault under the terms that it needs, at a place by the seed. */
export function faultTrial(fault: Fault): Subject & Pick<FaultSubject, "variant"> {
  return {
    variant: fault,
    terms: faultTerms(fault),
    place: (settings) => placeOf(fault, settings),
    assess: ({ firings, verdict }) => assess(fault, firings, verdict),
  };
}

export function twinSubject(twin: Variant): Subject {
  return { variant: twin, terms: twinTerms(twin), assess: ({ verdict }) => assessTwin(verdict) };
}
