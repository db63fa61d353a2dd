import type { Saturation } from "./verdict.ts";

/** That the harness itself was the bottleneck, why, and what helps. */
export function bottleneckWords({ seconds, of, busy, collecting, machine }: Saturation): string {
  const why = [
    `its event loop was busy ${percent(busy)} of the time`,
    ...(collecting >= 0.2 ? [`${percent(collecting)} of it collecting memory`] : []),
    `the machine ${percent(machine)}`,
  ].join(", ");
  // More processes help only where there are processors for them.
  const remedy =
    machine >= 0.9
      ? "share the crowd among more machines (`--shard`), or lower `--max-open-runs`"
      : "use more `--workers`";
  return `the harness itself was the bottleneck for ${seconds} of ${of} s (${why}): ${remedy}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
