/** What a peer's report says, by its counters; every counter with the prefix is something gone wrong. */
export function accountOf(
  counters: Readonly<Record<string, number>>,
  ill: string,
): { readonly events: number; readonly wrong: string | null } {
  const wrong = Object.entries(counters).filter(
    ([name, count]) => count > 0 && (name === "bench.wrong" || name.startsWith(ill)),
  );
  return {
    events: counters["bench.events"] ?? 0,
    wrong: wrong.length === 0 ? null : wrong.map(([name, count]) => `${name} ${count}`).join(", "),
  };
}
