import type { CheckerFactory } from "./checker.ts";
import { clock } from "./clock.ts";
import { connection } from "./connection.ts";
import { content } from "./content.ts";
import { deadline } from "./deadline.ts";
import { identity } from "./identity.ts";
import { isolation } from "./isolation.ts";
import { reach } from "./reach.ts";

/** Every checker there is, in the order of the guarantees. */
export const CATALOGUE: readonly CheckerFactory[] = [
  isolation,
  content,
  deadline,
  connection,
  identity,
  clock,
  reach,
];
