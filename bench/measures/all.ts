import { connections } from "./connections.ts";
import { eventCost } from "./event-cost.ts";
import { growth } from "./growth.ts";
import type { Measure } from "./measure.ts";
import { peers } from "./peers.ts";
import { saturation } from "./saturation.ts";
import { stored } from "./stored.ts";

export const measures: readonly Measure[] = [
  eventCost,
  connections,
  growth,
  peers,
  stored,
  saturation,
];
