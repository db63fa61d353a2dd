import type { Part } from "../../checkers/parts/part.ts";
import type { Steps } from "../../checkers/parts/steps.ts";
import type { Times } from "../../checkers/parts/times.ts";
import type { Watched } from "../../checkers/watch-end.ts";
import {
  list,
  number,
  numberOrNull,
  object,
  record,
  type Shape,
  text,
  textOrNull,
  whole,
} from "../../history/shape.ts";
import type { Damage } from "../../verdict/judgement.ts";
import { VERDICT_FIELDS } from "../../verdict/verdict-shape.ts";

const map: Shape = { name: "a map", fits: (value) => value instanceof Map };
const numbers: Shape = { name: "numbers", fits: (value) => value instanceof Float64Array };
const steps = object<Steps>({ up: list(number), down: list(number) });
const times = object<Times>({ counts: map, max: number });

const part = object<Part>({
  slices: list(whole),
  count: whole,
  config: text,
  unclear: textOrNull,
  tallies: map,
  observations: list(record),
  observed: map,
  envelope: VERDICT_FIELDS.envelope,
  health: VERDICT_FIELDS.health,
  ended: textOrNull,
  damage: object<Damage>({ whole: textOrNull, users: map }),
  times: object<Part["times"]>({ accepted: times, first: times, gap: times, total: times }),
  connections: steps,
  runs: steps,
  watched: object<Watched>({ left: numberOrNull, last: numberOrNull }),
  ids: numbers,
  beyond: whole,
});

/** Whether a decoded value is a part, of slices that there are. */
export function isPart(value: unknown): value is Part {
  if (!part.fits(value)) return false;
  const { slices, count } = value as Part;
  return (
    slices.length > 0 &&
    slices.every((index, at) => index < count && (at === 0 || index > (slices[at - 1] ?? index)))
  );
}
