import { describe, test } from "vitest";
import { createRandom } from "../../../plan/random.ts";
import { FRAMES } from "../duel/corpus.ts";
import { CUTS, cutByChance, switching } from "../duel/cuts.ts";
import { duel } from "../duel/duel.ts";
import { mutated, someFrames } from "../duel/random-frames.ts";

/** Sequences of chance, each from its number. */
const SEQUENCES = 1_200;

describe.concurrent("told and answered as by ws", () => {
  test.for(Object.entries(FRAMES))("%s", async ([, frames]) => {
    const bytes = Buffer.concat(frames);
    for (const cut of Object.values(CUTS)) {
      await duel({ plays: (accept) => [switching(accept), ...cut(bytes)] });
    }
    // The head, and what follows, in one piece.
    await duel({
      plays: (accept) => [Buffer.concat([Buffer.from(switching(accept)), bytes])],
    });
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
        await duel({ last, plays: (accept) => [switching(accept), ...pieces] });
      }),
    );
  });
});
