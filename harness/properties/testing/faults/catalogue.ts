import type { Fault } from "../fault.ts";
import { BLEED } from "./bleed.ts";
import { CONNECTION } from "./connection.ts";
import { CONTENT } from "./content.ts";
import { DUPLICATION } from "./duplication.ts";
import { FINALITY } from "./finality.ts";
import { ISOLATION } from "./isolation.ts";
import { LOSS } from "./loss.ts";
import { ORDER } from "./order.ts";
import { TIME } from "./time.ts";

/** Everything that can be made to go wrong on the wire, each by itself. */
export const FAULTS: readonly Fault[] = [
  ...LOSS,
  ...DUPLICATION,
  ...ORDER,
  ...FINALITY,
  ...ISOLATION,
  ...BLEED,
  ...CONTENT,
  ...TIME,
  ...CONNECTION,
];
