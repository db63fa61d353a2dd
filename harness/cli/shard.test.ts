import { Command } from "commander";
import { expect, test } from "vitest";
import { shardOf, type ShardFlags, withShardOptions } from "./shard.ts";

/** As a command line gives them, without the environment of whoever runs this. */
function flags(...args: readonly string[]): ShardFlags {
  const command = withShardOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr() {} });
  return command.parse([...args], { from: "user" }).opts<ShardFlags>();
}

const NODE = "fcvv5rwdkkpz27f1fmku5gngk";

test.for([
  [["--shard", "1/4"], { index: 0, count: 4 }],
  [["--shard", "4/4"], { index: 3, count: 4 }],
  [["--slot", "0/4"], { index: 0, count: 4 }],
  [["--slot", "3/4"], { index: 3, count: 4 }],
  // Swarm renders slot 0 as the id of its node.
  [["--slot", `${NODE}/4`], { index: 0, count: 4 }],
] as const)("%j is one part of the crowd", ([args, slice]) => {
  expect(shardOf(flags(...args, "--nonce", "n"), "seed")).toEqual({
    slice,
    nonce: "n",
    startAt: null,
  });
});

test.for([
  "0",
  "/4",
  "4/4",
  "-1/4",
  "1.5/4",
  "0/0",
  "0/4/1",
  "0x1/4",
  " 1/4",
  "node/4",
  `${NODE.toUpperCase()}/4`,
  `${"0".repeat(25)}/4`,
  "{{.Task.Slot}}/4",
  "$(JOB_COMPLETION_INDEX)/4",
])("--slot %j is none", (text) => {
  expect(() => flags("--slot", text)).toThrow("counted from 0");
});

test.for(["0/4", "5/4", "1/0", "/4", "1.5/4", "-1/4", "1/4/1"])("--shard %j is none", (text) => {
  expect(() => flags("--shard", text)).toThrow("Expected k/n");
});

const ahead = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

test("a start is within the next seven days: a timer holds no more", () => {
  expect(() => flags("--start-at", ahead(8))).toThrow("within the next seven days");
  const time = ahead(6);
  expect(flags("--start-at", time).startAt).toBe(Date.parse(time));
});
