import { expect, test } from "vitest";
import { agUiDialect } from "./ag-ui.ts";
import { json } from "./json.ts";
import { netra } from "./netra.ts";
import { socketIo } from "./socket-io.ts";

test("a typo in an option is told, with the options that there are", () => {
  const options: object = { recieve: {}, auth: "none" };
  expect(() => json(options)).toThrow(
    'json({ … }): there is no "recieve"; there are auth, connect, start, cancel, receive, binary, pong, events, provides, eventIds, runIds, transport, opening.',
  );
});

test("a typo in the receiving half is told, too", () => {
  const receive: object = { typ: "event" };
  expect(() => json({ receive })).toThrow(
    'json({ receive: { … } }): there is no "typ"; there are type,',
  );
});

test.for([
  [{ auth: "beerer" }, "json({ auth }): this is none of bearer, subprotocol, none, { query }"],
  [{ auth: { header: "x" } }, 'there is no "header"; there are query, cookie, firstFrame'],
  [{ provides: { sec: "always" } }, 'there is no "sec"; there are welcome, acceptance, user'],
  [{ provides: { seq: "yes" } }, '"yes" is none of always, optional, never'],
  [{ eventIds: "galactic" }, '"galactic" is none of global, run, undeclared'],
  [{ runIds: 7 }, "json({ runIds }): this is none of client, server"],
  [{ binary: "latin1" }, '"latin1" is none of utf8'],
  [{ events: "begin" }, "json({ events }): this is no list of event types"],
  [{ events: ["begin", 7] }, "json({ events }): this is no list of event types"],
])("%j is refused, for no compiler has seen data", ([options, why]) => {
  expect(() => json(options as object)).toThrow(why);
});

test("the other dialects refuse a typo as well", () => {
  expect(() => netra({ strat: "user_message" } as object)).toThrow('start: "agent_request" or');
  expect(() => netra({ auth: "cookie" } as object)).toThrow('netra({ … }) takes auth: "header"');
  expect(() => agUiDialect({ transport: "udp" } as object)).toThrow("none of websocket, sse");
  expect(() => agUiDialect({ transprot: "sse" } as object)).toThrow('there is no "transprot"');
  expect(() => agUiDialect({ receive: { run: "x" } } as object)).toThrow('there is no "run"');
  expect(() => socketIo({ namspace: "/x" } as object)).toThrow('there is no "namspace"');
});

test("what there is, is taken", () => {
  expect(json({ auth: "none", receive: { type: "event", types: {} } }).anonymous).toBe(true);
});
