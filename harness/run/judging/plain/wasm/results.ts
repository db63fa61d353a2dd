// What plain runs come to. The host reads it where it stands.

export let runs: u32 = 0;
export let events: f64 = 0;
export let acceptances: f64 = 0;
export let echoed: u32 = 0;
/** Of the runs those with two events or more whose time on the server is known, and all such events. */
export let clocked: u32 = 0;
export let stamps: f64 = 0;
/** When the last one ended; negative: none has. */
export let last: f64 = -1;
/** Runs that are not over. */
export let open: u32 = 0;

// What is measured of a run, in milliseconds.
export const ACCEPTED: u32 = 0;
export const FIRST: u32 = 1;
export const GAP: u32 = 2;
export const TOTAL: u32 = 3;
const METRICS: u32 = 4;

/** The longest of each, by which a run was sent late included. */
export const worst = heap.alloc(METRICS * sizeof<f64>());
memory.fill(worst, 0, METRICS * sizeof<f64>());
/** Of each the greatest in microseconds, and how often each time was measured: see `times.ts` of the parts. */
export const greatest = heap.alloc(METRICS * sizeof<f64>());
memory.fill(greatest, 0, METRICS * sizeof<f64>());
const UNITS: u32 = 11;
const LONGER: u32 = 1_000;
const DECADE: u32 = LONGER + 1;
const COUNTS: u32 = UNITS * DECADE * (sizeof<f64>() as u32);
export const counted = heap.alloc(METRICS * COUNTS);
memory.fill(counted, 0, METRICS * COUNTS);

/** What waits for the host: numbers that stand for ids, and when runs began and ended. */
const MOST: u32 = 16_384;
export const ids = heap.alloc(MOST * sizeof<f64>());
export const steps = heap.alloc(MOST * sizeof<f64>());
export let idCount: u32 = 0;
export let stepCount: u32 = 0;

/** Whether the host has to take what waits, before one more line is read. */
export function isFull(): bool {
  return idCount == MOST || stepCount == MOST;
}

/** The host has taken it. */
export function taken(): void {
  idCount = 0;
  stepCount = 0;
}

export function keepId(mark: f64): void {
  store<f64>(ids + idCount * sizeof<f64>(), mark);
  idCount += 1;
}

/** When a run began, or, as less than nothing (which at the very first moment is -0), when it ended. */
function step(moment: f64): void {
  store<f64>(steps + stepCount * sizeof<f64>(), moment);
  stepCount += 1;
}

export function begun(moment: f64): void {
  runs += 1;
  open += 1;
  step(moment);
}

export function over(time: f64, moment: f64, itsStamps: u32, isEchoed: bool): void {
  open -= 1;
  step(-moment);
  last = time;
  if (isEchoed) echoed += 1;
  if (itsStamps < 2) return;
  clocked += 1;
  stamps += itsStamps;
}

export function accepted(): void {
  acceptances += 1;
}

export function followed(): void {
  events += 1;
}

/** @param late milliseconds by which its run was sent late */
export function took(metric: u32, milliseconds: f64, late: f64): void {
  record(metric, milliseconds);
  atWorst(metric, milliseconds + late);
}

export function atWorst(metric: u32, milliseconds: f64): void {
  const place = worst + metric * sizeof<f64>();
  if (milliseconds > load<f64>(place)) store<f64>(place, milliseconds);
}

function record(metric: u32, milliseconds: f64): void {
  const microseconds = Math.max(1, Math.round(milliseconds * 1_000));
  const max = greatest + metric * sizeof<f64>();
  if (microseconds > load<f64>(max)) store<f64>(max, microseconds);
  let unit: f64 = 1;
  let decade: u32 = 0;
  while (microseconds >= unit * LONGER && decade < UNITS - 1) {
    unit *= 10;
    decade += 1;
  }
  // Rounded up, so that no percentile flatters.
  const digits = <u32>Math.ceil(microseconds / unit);
  const at = decade * DECADE + (digits < LONGER ? digits : LONGER);
  const place = counted + metric * COUNTS + at * sizeof<f64>();
  store<f64>(place, load<f64>(place) + 1);
}
