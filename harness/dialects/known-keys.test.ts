import { expect, test } from "vitest";
import { json } from "./json.ts";

test("a typo in an option is told, with the options that there are", () => {
  const options: object = { recieve: {}, auth: "none" };
  expect(() => json(options)).toThrow(
    'json({ … }): there is no "recieve"; there are auth, connect, start, cancel, receive, binary, pong, events, provides, eventIds, runIds.',
  );
});

test("a typo in the receiving half is told, too", () => {
  const receive: object = { typ: "event" };
  expect(() => json({ receive })).toThrow(
    'json({ receive: { … } }): there is no "typ"; there are type,',
  );
});

test("what there is, is taken", () => {
  expect(json({ auth: "none", receive: { type: "event", types: {} } }).anonymous).toBe(true);
});
