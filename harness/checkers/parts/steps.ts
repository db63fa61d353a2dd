/**
 * When something became more and when less, in milliseconds, each in order: of several parts of one crowd it
 * tells how much there was at once over all.
 */
export interface Steps {
  readonly up: readonly number[];
  readonly down: readonly number[];
}

/** Steps that are being noted, each at the time that it is now. */
export interface StepsBook {
  up(): void;
  down(): void;
  steps(): Steps;
}

const NO_STEPS: Steps = { up: [], down: [] };

/** Notes nothing, where nobody puts parts together. */
export const UNNOTED: StepsBook = { up() {}, down() {}, steps: () => NO_STEPS };

/** Steps up that are noted, at most: what was open then is taken as gone after. */
const MOST = 1_000_000;

/** `now` must not run backwards. Beyond a million steps the peak is that of the time before. */
export function createSteps(now: () => number, most: number = MOST): StepsBook {
  const up: number[] = [];
  const down: number[] = [];
  let full = false;
  return {
    up() {
      if (full) return;
      if (up.length < most) {
        up.push(now());
        return;
      }
      full = true;
      while (down.length < up.length) down.push(now());
    },
    down() {
      if (!full) down.push(now());
    },
    steps: () => ({ up, down }),
  };
}

export function mergeSteps(all: readonly Steps[]): Steps {
  return {
    up: merged(all.map(({ up }) => up)),
    down: merged(all.map(({ down }) => down)),
  };
}

/** All of several lists that ascend. Numbers in a typed array are sorted without being told how. */
function merged(all: readonly (readonly number[])[]): readonly number[] {
  const [only = [], another] = all.filter(({ length }) => length > 0);
  return another === undefined ? only : Array.from(Float64Array.from(all.flat()).toSorted());
}

/** The most at once. Where one goes as another comes, it was gone. */
export function peakOf({ up, down }: Steps): number {
  let gone = 0;
  let peak = 0;
  for (let come = 0; come < up.length; come += 1) {
    const time = up[come] ?? 0;
    while (gone < down.length && (down[gone] ?? 0) <= time && gone <= come) gone += 1;
    peak = Math.max(peak, come + 1 - gone);
  }
  return peak;
}
