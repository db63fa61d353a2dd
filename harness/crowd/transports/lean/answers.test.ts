import { describe, expect, test } from "vitest";
import { createRandom } from "../../../plan/random.ts";
import { ANSWERS } from "../testing/answers.ts";
import { CUTS, cutByChance, switching } from "../testing/cuts.ts";
import { duel } from "../testing/duel.ts";
import { mutated } from "../testing/random-frames.ts";
import { close, text } from "../testing/server-frames.ts";

/** Answers of chance, each from its number. */
const MUTATIONS = 900;

/** In the place of the accept, which is another each time. */
const BLANK = "#".repeat(28);

const FRAMES = Buffer.concat([text("welcome"), close(1000)]);

describe.concurrent("an answer is what it is to ws", () => {
  test.for(Object.entries(ANSWERS))("%s", async ([, answer]) => {
    const bytes = (accept: string): Buffer => Buffer.from(answer(accept) as string);
    for (const last of ["end", "reset"] as const)
      for (const cut of Object.values(CUTS)) {
        for (const more of [Buffer.alloc(0), FRAMES]) {
          const plays = (accept: string) => cut(Buffer.concat([bytes(accept), more]));
          const { ws, ours } = await duel({ last, plays });
          expect(ours).toEqual(ws);
        }
      }
  });
});

describe.concurrent("the subprotocols", () => {
  test.for<[string, string[], string]>([
    ["one, and it is chosen", ["chat"], "Sec-WebSocket-Protocol: chat\r\n"],
    ["two, and one is chosen", ["chat", "super.chat"], "Sec-WebSocket-Protocol: super.chat\r\n"],
    ["two, and both are chosen", ["a", "b"], "Sec-WebSocket-Protocol: a, b\r\n"],
    [
      "two, and both are chosen in turn",
      ["a", "b"],
      "Sec-WebSocket-Protocol: a\r\nSec-WebSocket-Protocol: b\r\n",
    ],
    ["one, and another is chosen", ["chat"], "Sec-WebSocket-Protocol: mail\r\n"],
    ["one, and it is written differently", ["chat"], "Sec-WebSocket-Protocol: Chat\r\n"],
    ["one, and none is chosen", ["chat"], ""],
    ["one, and an empty one is chosen", ["chat"], "Sec-WebSocket-Protocol: \r\n"],
  ])("%s", async ([, protocols, line]) => {
    const { ws, ours } = await duel({
      handshake: { protocols },
      plays: (accept) => [switching(accept, line), FRAMES],
    });
    expect(ours).toEqual(ws);
  });
});

describe("whatever a server makes of an answer", () => {
  test.for([0, 1, 2])("in pieces of chance, part %i", async (part) => {
    const numbers = Array.from({ length: MUTATIONS / 3 }, (_, at) => part * MUTATIONS + at);
    await Promise.all(
      numbers.map(async (number) => {
        const { ws, ours } = await duel({
          plays(accept) {
            const random = createRandom(`answers ${number}`);
            const right = Buffer.from(switching(BLANK, "X-More: a\r\n"));
            const wrong = mutated(right, random).toString("latin1");
            const bytes = Buffer.from(wrong.replace(BLANK, accept), "latin1");
            const whole = Buffer.concat([bytes, FRAMES]);
            return random.next() < 0.5 ? [whole] : cutByChance(whole, `cuts ${number}`);
          },
        });
        expect({ number, ...ours }).toEqual({ number, ...ws });
      }),
    );
  });
});
