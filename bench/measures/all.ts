import { connections } from "./connections.ts";
import { eventCost } from "./event-cost.ts";
import { growth } from "./growth.ts";
import type { Measure } from "./measure.ts";

export const measures: readonly Measure[] = [eventCost, connections, growth];
