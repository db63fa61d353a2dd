import { expect, test } from "vitest";
import { demoClaims, urlClaims } from "./claims.ts";

const later = { session: "off", resume: "off", interference: "off", backpressure: "off" } as const;

test("the demo claims all that is built", () => {
  expect(demoClaims()).toEqual({
    isolation: "claimed",
    completeness: "claimed",
    duplication: "claimed",
    order: "claimed",
    pairing: "claimed",
    finality: "claimed",
    content: "claimed",
    deadline: "claimed",
    connection: "claimed",
    identity: "claimed",
    clock: "claimed",
    reach: "claimed",
    ...later,
  });
});

test("towards somebody else's server identity and clock are watched, and deadlines need limits", () => {
  expect(urlClaims({ deadlines: false, spans: true })).toEqual({
    ...demoClaims(),
    identity: "watched",
    clock: "watched",
    deadline: "off",
  });
  expect(urlClaims({ deadlines: true, spans: false })).toMatchObject({
    deadline: "claimed",
    pairing: "off",
  });
});

test("a user's own claims win, but for what is not built yet", () => {
  expect(
    urlClaims(
      { deadlines: true, spans: true },
      { identity: "claimed", order: "off", clock: undefined, resume: "claimed" },
    ),
  ).toEqual({ ...demoClaims(), order: "off", clock: "watched", ...later });
});
