import type { Measured } from "../crowd-shape.ts";
import { grouped } from "../../reports/figures.ts";
import { startClient } from "../processes/client.ts";
import { startServer } from "../processes/server.ts";
import type { Check } from "../report/result.ts";
import { PLANTED, type PlantedFault, type Place } from "../server-options.ts";
import type { Stream } from "./event-cost.ts";
import type { Bench } from "./measure.ts";

type Kind = PlantedFault["kind"];

/** A fault that is missed is waited for as long as the patience of the validated client. */
const BOUND = 240_000;

/** Each fault once, in the middle of a stream at its full speed: it must be found, and nothing else. */
export async function plantedChecks(bench: Bench, stream: Stream): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const kind of Object.keys(PLANTED) as Kind[]) {
    const check = await plant(bench, stream, kind);
    bench.tell(`${check.ok ? "ok" : "NO"}  ${check.what}: ${check.found}`);
    checks.push(check);
  }
  return checks;
}

async function plant(bench: Bench, stream: Stream, kind: Kind): Promise<Check> {
  const { name, rate, burst } = stream;
  const shape = { ...stream.shape, runsPerUser: stream.plantedRuns };
  const run = Math.floor((shape.users * shape.runsPerUser) / 2);
  await using server = await startServer(bench.processes, {
    rate,
    burst,
    fault: { kind, run },
  });
  const { port } = server;
  const measured = await startClient(bench.processes, "validated", { port, ...shape }, BOUND)
    .measured;
  const what = `${name}, ${PLANTED[kind].what}`;
  const [at] = server.fired;
  if (!at) return { what, ok: false, found: "it was not fired" };
  const ok = server.fired.length === 1 && isJust(measured, kind, at);
  return { what, ok, found: wordsOf(measured) };
}

/** One finding, of the guarantee that must break, about the two runs that were concerned. */
function isJust(
  { outcome, found }: Measured,
  kind: Kind,
  { own, other }: { readonly own: Place; readonly other: Place },
): boolean {
  const [one] = found;
  if (outcome !== "fail" || found.length !== 1 || !one) return false;
  const { guarantee, kind: due } = PLANTED[kind];
  const receiver = kind === "misroute" ? other.user : own.user;
  const leaked = kind === "foreign" ? other.run : own.run;
  return (
    one.guarantee === guarantee &&
    (due === null || one.kind === due) &&
    one.user === receiver &&
    one.run === leaked
  );
}

function wordsOf({ outcome, found, events, wall }: Measured): string {
  const kinds = found.map(({ guarantee, kind, user }) => `${guarantee}/${kind} at ${user}`);
  const rate = grouped(Math.round((events * 1_000) / wall));
  return `${outcome}: ${kinds.join(", ") || "nothing found"}, at ${rate} events/s`;
}
