import { expect, test } from "vitest";
import { planSockets } from "./plan-sockets.ts";

const LOOPBACK = ["ws://127.0.0.1:4000/ws"];
const ELSEWHERE = ["wss://staging.example.com/ws"];
const FACTS = { descriptors: 20_000, ports: 28_232 };

const needs = (connections: number, workers: number, targets: readonly string[]) => ({
  connections,
  workers,
  targets,
});

test("a small crowd takes what the kernel gives", () => {
  const sourceOf = planSockets(needs(6_500, 1, LOOPBACK), FACTS);
  expect([sourceOf(0), sourceOf(6_499)]).toEqual([undefined, undefined]);
});

test("on loopback each 6,500 connections have an address of their own", () => {
  const sourceOf = planSockets(needs(4_000_000, 300, LOOPBACK), FACTS);
  expect([6_500, 13_000, 6_500 * 252, 6_500 * 253, 6_500 * 506].map(sourceOf)).toEqual([
    "127.0.0.2",
    "127.0.0.3",
    "127.0.0.253",
    "127.0.1.1",
    "127.0.2.1",
  ]);
});

test.for(["ws://localhost:4000/ws", "ws://[::1]:4000/ws"])(
  "%s may be ::1, which an address of 127.0.0.0/8 cannot reach",
  (target) => {
    expect(planSockets(needs(28_232, 2, [target]), FACTS)(28_231)).toBe(undefined);
    expect(() => planSockets(needs(28_233, 2, [target]), FACTS)).toThrow(
      expect.objectContaining({
        code: "too-few-ports",
        hint: expect.stringContaining("Name 127.0.0.1 in place of it"),
      }),
    );
  },
);

test("towards others the kernel chooses, as long as its ports suffice", () => {
  expect(planSockets(needs(28_232, 2, ELSEWHERE), FACTS)(28_231)).toBe(undefined);
  expect(() => planSockets(needs(60_000, 4, ELSEWHERE), FACTS)).toThrow(
    expect.objectContaining({
      code: "too-few-ports",
      message: "60000 connections to one address need as many ports, and this machine gives 28232.",
      hint: "Share the crowd among 3 machines with --shard 1/3 and so on, or widen net.ipv4.ip_local_port_range.",
    }),
  );
});

test("several addresses have as many ports each", () => {
  const both = [...ELSEWHERE, "wss://two.example.com/ws"];
  expect(planSockets(needs(50_000, 4, both), FACTS)(0)).toBe(undefined);
});

test("descriptors count for each process, and the remedy is exact", () => {
  expect(planSockets(needs(99_680, 5, LOOPBACK), FACTS)(0)).toBe(undefined);
  expect(() => planSockets(needs(99_681, 5, LOOPBACK), FACTS)).toThrow(
    expect.objectContaining({
      code: "too-few-descriptors",
      message: "Each of 5 workers needs 20001 file descriptors, and a process may open 20000 here.",
      hint: "Use --workers 6, or raise the limit: ulimit -n 20001.",
    }),
  );
  expect(() => planSockets(needs(10, 1, LOOPBACK), { descriptors: 60, ports: 9 })).toThrow(
    expect.objectContaining({ hint: "raise the limit: ulimit -n 74." }),
  );
});

test("what a machine does not tell is not held against it", () => {
  const facts = { descriptors: null, ports: null };
  expect(planSockets(needs(1_000_000, 1, ELSEWHERE), facts)(999_999)).toBe(undefined);
});
