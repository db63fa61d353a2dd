/** Of each key the first thing, which stands for all that came after it. Memory: one thing a key. */
export interface FirstOfEach<Key, Thing> {
  /** @param make is asked only where nothing stands for the key yet; null: nor does this, and it is not counted */
  add(key: Key, make: () => Thing | null): void;
  /** In the order in which they came, and how many each stands for, itself among them. */
  all(): Iterable<{ readonly first: Thing; readonly count: number }>;
}

export function firstOfEach<Key, Thing>(): FirstOfEach<Key, Thing> {
  const known = new Map<Key, { readonly first: Thing; count: number }>();
  return {
    add(key, make) {
      const one = known.get(key);
      if (one !== undefined) {
        one.count += 1;
        return;
      }
      const first = make();
      if (first !== null) known.set(key, { first, count: 1 });
    },
    all: () => known.values(),
  };
}
