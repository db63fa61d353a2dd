import { describe, expect, test } from "vitest";
import { createRandom } from "../../../plan/random.ts";
import { FRAMES } from "../testing/corpus.ts";
import { CUTS, cutByChance, switching } from "../testing/cuts.ts";
import { duel } from "../testing/duel.ts";
import { mutated, someFrames } from "../testing/random-frames.ts";

/** Sequences of chance, each from its number. */
const SEQUENCES = 1_200;

describe.concurrent("told and answered as by ws", () => {
  test.for(Object.entries(FRAMES))("%s", async ([, frames]) => {
    const bytes = Buffer.concat(frames);
    for (const cut of Object.values(CUTS)) {
      const { ws, ours } = await duel({ plays: (accept) => [switching(accept), ...cut(bytes)] });
      expect(ours).toEqual(ws);
    }
    // The head, and what follows, in one piece.
    const { ws, ours } = await duel({
      plays: (accept) => [Buffer.concat([Buffer.from(switching(accept)), bytes])],
    });
    expect(ours).toEqual(ws);
  });
});

describe("whatever a server makes of frames", () => {
  test.for([0, 1, 2])("in pieces of chance, part %i", async (part) => {
    const numbers = Array.from({ length: SEQUENCES / 3 }, (_, at) => part * SEQUENCES + at);
    await Promise.all(
      numbers.map(async (number) => {
        const random = createRandom(`frames ${number}`);
        const right = someFrames(random);
        const bytes = random.next() < 0.5 ? right : mutated(right, random);
        const last = random.pick(["end", "reset"] as const);
        const pieces = cutByChance(bytes, `cuts ${number}`);
        const { ws, ours } = await duel({
          last,
          plays: (accept) => [switching(accept), ...pieces],
        });
        expect({ number, ...ours }).toEqual({ number, ...ws });
      }),
    );
  });
});
