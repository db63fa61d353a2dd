import { expect, test } from "vitest";
import type { Connection } from "./connection.ts";
import { hopeless } from "./diagnosis.ts";

interface Shape {
  readonly is?: "open" | "closed";
  readonly code?: number;
  readonly by?: "server" | "harness";
  readonly served?: boolean;
}

/** What is said of connections that were closed so. */
function said(...shapes: readonly Shape[]): string | null {
  const connections = shapes.map(({ is = "closed", code, by, served = false }) => ({
    host: "agent:1",
    transport: "websocket",
    seat: { role: "user" },
    login: { refused: false },
    fate: { is, code, by },
    served,
  }));
  return hopeless(connections as unknown as readonly Connection[])?.message ?? null;
}

const REFUSED = { code: 1008, by: "server" } as const;
const HUNG_UP = { code: 1000, by: "harness" } as const;

test("all were refused, though we hung up on some before the server had said so", () => {
  expect(said(REFUSED, REFUSED, HUNG_UP)).toBe(
    "agent:1 refused every account: close code 1008 (2 of 3 connections).",
  );
});

test("all were refused so far, and one still waits to be told", () => {
  expect(said(REFUSED, REFUSED, { is: "open" })).toContain("close code 1008 (2 of 3 connections)");
});

test("of a crowd on which we hung up, or that still waits, nobody knows", () => {
  expect(said({ is: "open" }, { is: "open" })).toBeNull();
  expect(said(HUNG_UP, HUNG_UP)).toBeNull();
  expect(said(REFUSED, HUNG_UP, HUNG_UP)).toBeNull();
});

test("one that was served is enough to judge", () => {
  expect(said(REFUSED, REFUSED, { ...HUNG_UP, served: true })).toBeNull();
});
