/** One op as the picture of the crowd shows it. */
export interface Mark {
  /** Position of its lane. */
  readonly lane: number;
  /** Milliseconds since the execution began. */
  readonly time: number;
  /** Position in the kinds of marks. */
  readonly kind: number;
  /** Position of the user whose run it speaks of; -1: it speaks of none that is known. */
  readonly owner: number;
  /** Which run of that user, from 0; -1: none. */
  readonly run: number;
  /** Index of the op. */
  readonly op: number;
}

/** Marks in columns: 32 bytes each, whatever the op weighed. */
export interface Marks {
  readonly length: number;
  readonly lane: Uint32Array;
  readonly time: Float64Array;
  readonly kind: Uint32Array;
  readonly owner: Int32Array;
  readonly run: Int32Array;
  readonly op: Float64Array;
}

export interface MarkColumns {
  readonly length: number;
  add(mark: Mark): void;
  /** What was added so far. */
  view(): Marks;
}

const FIRST_ROOM = 1_024;

export function createMarks(): MarkColumns {
  let length = 0;
  let columns = room(FIRST_ROOM);
  return {
    get length() {
      return length;
    },
    add({ lane, time, kind, owner, run, op }) {
      if (length === columns.lane.length) columns = grown(columns);
      columns.lane[length] = lane;
      columns.time[length] = time;
      columns.kind[length] = kind;
      columns.owner[length] = owner;
      columns.run[length] = run;
      columns.op[length] = op;
      length += 1;
    },
    view: () => ({
      length,
      lane: columns.lane.subarray(0, length),
      time: columns.time.subarray(0, length),
      kind: columns.kind.subarray(0, length),
      owner: columns.owner.subarray(0, length),
      run: columns.run.subarray(0, length),
      op: columns.op.subarray(0, length),
    }),
  };
}

export function markAt(marks: Marks, at: number): Mark {
  return {
    lane: marks.lane[at] ?? 0,
    time: marks.time[at] ?? 0,
    kind: marks.kind[at] ?? 0,
    owner: marks.owner[at] ?? -1,
    run: marks.run[at] ?? -1,
    op: marks.op[at] ?? -1,
  };
}

type Columns = Omit<Marks, "length">;

function room(size: number): Columns {
  return {
    lane: new Uint32Array(size),
    time: new Float64Array(size),
    kind: new Uint32Array(size),
    owner: new Int32Array(size),
    run: new Int32Array(size),
    op: new Float64Array(size),
  };
}

function grown(full: Columns): Columns {
  const larger = room(full.lane.length * 2);
  larger.lane.set(full.lane);
  larger.time.set(full.time);
  larger.kind.set(full.kind);
  larger.owner.set(full.owner);
  larger.run.set(full.run);
  larger.op.set(full.op);
  return larger;
}
