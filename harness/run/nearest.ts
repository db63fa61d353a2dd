/** Letters that may differ, and which share of a word. */
const MOST = 3;
const SHARE = 0.4;

/** The word that somebody meant, most likely; null: none is near enough. */
export function nearest(word: string, known: readonly string[]): string | null {
  const near = known
    .map((one) => ({ one, away: distance(word.toLowerCase(), one.toLowerCase()) }))
    .filter(({ one, away }) => away <= Math.min(MOST, SHARE * Math.max(word.length, one.length)));
  return near.toSorted((a, b) => a.away - b.away)[0]?.one ?? null;
}

/** Letters to be added, left out, changed, or swapped with their neighbour. */
function distance(a: string, b: string): number {
  // No row of the table is needed but the last two.
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = cell(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swaps = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = swaps ? cell(before, j - 2) + 1 : Infinity;
      row.push(Math.min(changed, cell(last, j) + 1, cell(row, j - 1) + 1, swapped));
    }
    [before, last] = [last, row];
  }
  return cell(last, b.length);
}

function cell(row: readonly number[], at: number): number {
  return row[at] ?? Infinity;
}
