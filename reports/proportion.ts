/** One-sided. */
const CONFIDENCE = 0.95;

/**
 * The share that so many successes prove at least, with 95 % confidence (Clopper and Pearson, one-sided):
 * 20 of 20 prove 0.86, 19 of 20 prove 0.78. Zero trials prove nothing.
 */
export function atLeast(successes: number, trials: number): number {
  if (successes <= 0) return 0;
  let [low, high] = [0, 1];
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (tail(successes, trials, middle) > 1 - CONFIDENCE) high = middle;
    else low = middle;
  }
  return low;
}

/** How likely so many successes or more are, where each has this chance. */
function tail(successes: number, trials: number, chance: number): number {
  let sum = 0;
  let ways = 1;
  for (let misses = 0; misses <= trials - successes; misses += 1) {
    sum += ways * chance ** (trials - misses) * (1 - chance) ** misses;
    ways *= (trials - misses) / (misses + 1);
  }
  return sum;
}
