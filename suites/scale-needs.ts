/** What one unit of an execution costs, by the names in the table of docs/scale.md. */
export type UnitCosts = Readonly<Record<Cost, number>>;

export const COSTS = [
  "user-memory",
  "crowd-memory",
  "conductor-memory",
  "plan-time",
  "event-cpu",
  "event-bytes",
  "connect-rate",
  "descriptors",
  "address-connections",
  "events-a-minute",
  "load",
  "machine-cores",
] as const;

type Cost = (typeof COSTS)[number];

const GIB = 2 ** 30;

/** Descriptors of a process that are no connections: files, libraries, pipes. */
const KEPT = 1_000;

/** What a crowd needs, by the rows of the table. Arithmetic, and no measurement. */
export function needs(users: number, costs: UnitCosts): Readonly<Record<string, number>> {
  const events = (users * costs["events-a-minute"]) / 60;
  const cores = (events * costs["event-cpu"]) / 1e6 / costs.load;
  const byDescriptors = users / (costs.descriptors - KEPT);
  const workers = Math.ceil(Math.max(byDescriptors, cores));
  const machines = Math.ceil(workers / costs["machine-cores"]);
  const aMachine = Math.min(workers, costs["machine-cores"]);
  const memory =
    (users / machines) * costs["user-memory"] +
    users * (aMachine * costs["crowd-memory"] + costs["conductor-memory"]);
  return {
    sockets: users,
    "source addresses": Math.ceil(users / costs["address-connections"]),
    "events a second": Math.round(events),
    "cores for the events": Math.ceil(cores),
    "network, Mbit/s": Math.ceil((events * costs["event-bytes"] * 8) / 1e6),
    "workers, one a core": workers,
    "machines or pods": machines,
    "users of a machine": Math.ceil(users / machines),
    "source addresses of a machine": Math.ceil(users / machines / costs["address-connections"]),
    "memory of a machine, GiB": Math.ceil((memory / GIB) * 10) / 10,
    "planning, s": Math.ceil((users * costs["plan-time"]) / 1e6),
    "ramp, s": Math.ceil(users / machines / costs["connect-rate"]),
  };
}
