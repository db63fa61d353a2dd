/**
 * How many executions a property tries. The same ones each time, so that a commit is not judged by another's
 * luck; with QUINTET_PROPERTY_RUNS so many, and others each time. A failure prints its seed and path.
 */
export function tries(few: number): { readonly numRuns: number; readonly seed?: number } {
  const asked = Number(process.env["QUINTET_PROPERTY_RUNS"] ?? "");
  return asked > 0 ? { numRuns: asked } : { numRuns: few, seed: 7 };
}

/** Milliseconds that a property may take: a hundred executions take about a second. */
export const WHILE = 3_600_000;
