/** How many executions a property tries; more where QUINTET_PROPERTY_RUNS says so. */
export function tries(few: number): { readonly numRuns: number } {
  const asked = Number(process.env["QUINTET_PROPERTY_RUNS"] ?? "");
  return { numRuns: asked > 0 ? asked : few };
}

/** Milliseconds for one property: a hundred executions take about a second. */
export const WHILE = 600_000;
