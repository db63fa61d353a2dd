/** Values by marks of 30 bits, for those that come and go with every event: a `Map` costs more than twice as much. */
export interface MarkTable<T> {
  get(mark: number): T | undefined;
  set(mark: number, value: T): void;
  delete(mark: number): void;
  clear(): void;
}

/** Places of an empty table: a power of two, as all sizes are. */
const BITS = 10;
const SIZE = 2 ** BITS;

/**
 * Memory: twelve bytes a place, at most half of the places being taken; it grows and never shrinks.
 *
 * @param salt an integer that whoever makes up ids does not know: he could else put all of them in one place
 */
export function createMarkTable<T>(salt: number): MarkTable<T> {
  const factor = salt | 1;
  /** One more than the mark, so that 0 is nobody's. */
  let keys = new Int32Array(SIZE);
  let values: (T | undefined)[] = places(SIZE);
  let count = 0;
  let shift = 32 - BITS;

  function homeOf(mark: number): number {
    return Math.imul(mark + 1, factor) >>> shift;
  }

  /** The place of a mark, or the free one where it belongs: that after its own if others took it. */
  function placeOf(mark: number): number {
    const last = keys.length - 1;
    let place = homeOf(mark);
    while (keys[place] !== 0 && keys[place] !== mark + 1) place = (place + 1) & last;
    return place;
  }

  function put(mark: number, value: T | undefined): void {
    const place = placeOf(mark);
    if (keys[place] === 0) count += 1;
    keys[place] = mark + 1;
    values[place] = value;
  }

  function grow(): void {
    const [marks, held] = [keys, values];
    keys = new Int32Array(marks.length * 2);
    shift -= 1;
    values = places(keys.length);
    count = 0;
    for (let at = 0; at < marks.length; at += 1) {
      const mark = marks[at] ?? 0;
      if (mark !== 0) put(mark - 1, held[at]);
    }
  }

  /** Closes the gap with those that would stand there, had it been free when they came. */
  function free(place: number): void {
    const last = keys.length - 1;
    let gap = place;
    for (let at = (gap + 1) & last; keys[at] !== 0; at = (at + 1) & last) {
      const fromHome = (at - homeOf((keys[at] ?? 0) - 1)) & last;
      const fromGap = (at - gap) & last;
      if (fromHome < fromGap) continue;
      keys[gap] = keys[at] ?? 0;
      values[gap] = values[at];
      gap = at;
    }
    keys[gap] = 0;
    values[gap] = undefined;
  }

  return {
    get: (mark) => values[placeOf(mark)],
    set(mark, value) {
      if (count * 2 >= keys.length) grow();
      put(mark, value);
    },
    delete(mark) {
      const place = placeOf(mark);
      if (keys[place] === 0) return;
      count -= 1;
      free(place);
    },
    clear() {
      keys = new Int32Array(SIZE);
      values = places(SIZE);
      shift = 32 - BITS;
      count = 0;
    },
  };
}

function places<T>(size: number): (T | undefined)[] {
  return Array.from({ length: size }, () => undefined);
}
