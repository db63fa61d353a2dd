import type { CheckerFactory } from "./checker.ts";
import { clock } from "./clock.ts";
import { completeness } from "./completeness/completeness.ts";
import { connection } from "./connection.ts";
import { content } from "./content/content.ts";
import { deadline } from "./deadline/deadline.ts";
import { duplication } from "./duplication/duplication.ts";
import { finality } from "./finality.ts";
import { identity } from "./identity.ts";
import { isolation } from "./isolation/isolation.ts";
import { order } from "./order.ts";
import { pairing } from "./pairing/pairing.ts";
import { reach } from "./reach.ts";

/** Every checker there is, in the order of the guarantees. */
export const CATALOGUE: readonly CheckerFactory[] = [
  isolation,
  completeness,
  duplication,
  order,
  pairing,
  finality,
  content,
  deadline,
  connection,
  identity,
  clock,
  reach,
];
