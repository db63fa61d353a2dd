import { expect, test } from "vitest";
import type { CloseOp } from "../../history/op.ts";
import type { Connections } from "./connections.ts";
import type { OpenRun, OpenStream } from "./open-run.ts";
import type { Connection, Run } from "./scene.ts";
import { settled, stream } from "../testing/settled-run.ts";
import { isToComeToItsEnd } from "./whole-stream.ts";

const PATIENCE = 1_000;
const COMPLETED = { type: "agent_completed", time: 5 };
const STARTED = { type: "agent_started", time: 5 };

interface Setting {
  readonly run?: Partial<OpenRun>;
  readonly seen?: readonly { readonly type: string; readonly time: number }[];
  /** The reader's connection; null: all of them together. */
  readonly on?: number | null;
  readonly close?: Partial<CloseOp>;
}

/** Of a run that was lost, of which nothing came, last heard of at 100. */
function whole({ run = {}, seen = [], on = null, close }: Setting): boolean {
  const reader = { ...stream(seen), connection: on };
  const open: Run = settled([], { end: "closed", streams: [reader], ...run });
  const connection = { close: close === undefined ? null : close } as Connection;
  const connections = { all: new Map([[4, connection]]) } as unknown as Connections;
  const lastSign = { lastSign: 100, ...run };
  return isToComeToItsEnd(
    { ...open, ...lastSign } as OpenRun,
    reader as OpenStream,
    connections,
    PATIENCE,
  );
}

test("a run that was left to the server was to come to its end, wherever it stopped", () => {
  expect(whole({ run: { end: "lost" } })).toBe(true);
  expect(whole({ run: { end: "closed" } })).toBe(true);
  expect(whole({ run: { end: "complete" }, seen: [COMPLETED] })).toBe(true);
});

test("a run that the history, a failed send, a cancel or a refusal cut short was not", () => {
  const refusal = { index: 3, code: "busy" };
  for (const run of [
    { end: "open" },
    { end: "lost", fate: "fail" },
    { end: "lost", cancelRequested: 20 },
    { end: "lost", refusal },
  ] as const) {
    expect(whole({ run })).toBe(false);
    expect(whole({ run, on: 4, close: { by: "server" } })).toBe(false);
  }
});

test("an error after something of the run had come cut nothing short", () => {
  const run = { end: "lost", refusal: { index: 3, code: "busy" } } as const;
  expect(whole({ run, seen: [STARTED] })).toBe(true);
  expect(whole({ run: { ...run, acknowledged: 2 } })).toBe(true);
});

test("a reader whose connection the server or the net closed, or nobody, was to get it all", () => {
  expect(whole({ on: 4, close: { by: "server" } })).toBe(true);
  expect(whole({ on: 4, close: { by: "network" } })).toBe(true);
  expect(whole({ on: 4 })).toBe(true);
  expect(whole({ on: 7 })).toBe(true);
});

/** A reader whose connection we closed at this time. */
function closed(time: number): Setting {
  return { on: 4, close: { by: "harness", time } };
}

test("a reader whose connection we closed was, if its patience was spent, its end seen or the run lost", () => {
  expect(whole(closed(1_099))).toBe(false);
  expect(whole(closed(1_100))).toBe(true);
  expect(whole({ ...closed(200), seen: [COMPLETED] })).toBe(true);
  expect(whole({ ...closed(200), run: { end: "lost" } })).toBe(true);
});
