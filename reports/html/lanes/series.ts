/** The harness itself over time, as the greatest of what was measured in a while. */
export interface HealthPoint {
  /** Milliseconds since the execution began. */
  readonly time: number;
  /** Milliseconds. */
  readonly delay: number;
  readonly sendLag: number;
  readonly tickLag: number;
  /** Bytes. */
  readonly memory: number;
}

export interface HealthSeries {
  add(point: HealthPoint): void;
  view(): readonly HealthPoint[];
}

const POINTS = 240;

/** Bounded: when it is full, each two points become the worse of both, and so do those to come. */
export function createHealthSeries(): HealthSeries {
  let points: HealthPoint[] = [];
  let together = 1;
  let waiting: HealthPoint[] = [];

  function flush(): void {
    const point = worse(waiting);
    if (point) points.push(point);
    waiting = [];
  }

  return {
    add(point) {
      waiting.push(point);
      if (waiting.length < together) return;
      flush();
      if (points.length < POINTS) return;
      points = Array.from({ length: POINTS / 2 }, (_, at) =>
        worse(points.slice(at * 2, at * 2 + 2)),
      ).filter((one) => one !== null);
      together *= 2;
    },
    view() {
      const last = worse(waiting);
      return last ? [...points, last] : points;
    },
  };
}

function worse(points: readonly HealthPoint[]): HealthPoint | null {
  const last = points.at(-1);
  if (!last) return null;
  const most = (pick: (point: HealthPoint) => number): number => Math.max(...points.map(pick));
  return {
    time: last.time,
    delay: most(({ delay }) => delay),
    sendLag: most(({ sendLag }) => sendLag),
    tickLag: most(({ tickLag }) => tickLag),
    memory: most(({ memory }) => memory),
  };
}
