import { existsSync } from "node:fs";
import { InvalidArgumentError, Option, type Command } from "commander";
import { HarnessError } from "../errors/harness-error.ts";
import type { Slice } from "../history/slice.ts";
import { option } from "./options.ts";
import { notEmpty } from "./values.ts";
import type { Shard } from "../run/execute.ts";
import { openRunDirectory } from "../run/run-directory.ts";

/** Flags of one machine's part of an execution. */
export interface ShardFlags {
  readonly shard?: Slice;
  /** The same, as engines count. */
  readonly slot?: Slice;
  readonly nonce?: string;
  /** Milliseconds since the epoch. */
  readonly startAt?: number;
  /** Exit 0 once the part is written. */
  readonly leaveVerdict?: boolean;
}

/** Adds the options that make an execution one of several. */
export function withShardOptions(command: Command): Command {
  return command
    .addOption(
      option("--shard <k/n>", "drive only part k of n of the crowd; see `quintet merge`", part),
    )
    .addOption(
      option(
        "--slot <i/n>",
        "the same, counted from 0: Kubernetes' JOB_COMPLETION_INDEX, Swarm's .Task.Slot",
        slot,
      ),
    )
    .addOption(
      option(
        "--nonce <text>",
        "what all shards of one execution share, such as a CI run's id",
        notEmpty,
      ),
    )
    .addOption(
      option(
        "--start-at <time>",
        "begin the runs at this time, such as 2026-01-31T12:00:00Z",
        moment,
      ),
    )
    .addOption(
      new Option(
        "--leave-verdict",
        "exit 0 once this part is written, whatever it says: for engines that start again what fails",
      ),
    );
}

/** @throws HarnessError `bad-usage` when a shard could not agree with the others */
export function shardOf(
  { shard, slot: counted, nonce, startAt, leaveVerdict }: ShardFlags,
  seed: string | undefined,
): Shard | undefined {
  if (shard !== undefined && counted !== undefined) {
    throw new HarnessError("bad-usage", "--shard and --slot say the same thing: name one of them.");
  }
  const slice = shard ?? counted;
  if (slice === undefined) {
    const lone = [nonce, startAt, leaveVerdict].some((flag) => flag !== undefined);
    if (!lone) return undefined;
    throw new HarnessError(
      "bad-usage",
      "--nonce, --start-at and --leave-verdict belong to --shard or --slot.",
    );
  }
  if (seed !== undefined && nonce !== undefined) {
    return { slice, nonce, startAt: startAt ?? null };
  }
  throw new HarnessError(
    "bad-usage",
    "Shards agree without talking, so each needs the same --seed and --nonce.",
    {
      hint: "The seed may be any text. The nonce must be fresh for each execution, such as the id of the CI run.",
    },
  );
}

/** Whether an execution left its part of the verdict in its output folder. */
export function isPartIn(directory: string | null): boolean {
  return directory !== null && existsSync(openRunDirectory(directory).file("part"));
}

/** `2/4` is the second of four. @throws InvalidArgumentError */
function part(text: string): Slice {
  const [, number, count] = /^(\d{1,6})\/(\d{1,6})$/.exec(text)?.map(Number) ?? [];
  if (number === undefined || count === undefined || number < 1 || number > count) {
    throw new InvalidArgumentError("Expected k/n, such as 2/4: the second of four.");
  }
  return { index: number - 1, count };
}

/** An id of Swarm's, such as a node's: where a slot is 0, Swarm takes it for none, and writes the node in its place. */
const SWARM_ID = /^[a-z0-9]{25}$/;

/** `1/4` is the second of four. @throws InvalidArgumentError */
function slot(text: string): Slice {
  const [index = "", count = "", ...more] = text.split("/");
  const isFirst = SWARM_ID.test(index) && !/^\d+$/.test(index);
  const from0 = { index: isFirst ? 0 : Number(index), count: Number(count) };
  const isWhole = (isFirst || DIGITS.test(index)) && DIGITS.test(count) && more.length === 0;
  if (!isWhole || from0.index >= from0.count) {
    throw new InvalidArgumentError("Expected i/n counted from 0, such as 1/4: the second of four.");
  }
  return from0;
}

const DIGITS = /^\d{1,6}$/;

/** Milliseconds ahead that a start may be, at most: more is a slip, and what a timer cannot hold begins at once. */
const AHEAD = 7 * 86_400_000;

/** @throws InvalidArgumentError */
function moment(text: string): number {
  const time = Date.parse(text);
  if (time - Date.now() > AHEAD) {
    throw new InvalidArgumentError("Expected a time within the next seven days.");
  }
  if (!/^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(time)) {
    throw new InvalidArgumentError("Expected a time with its zone, such as 2026-01-31T12:00:00Z.");
  }
  return time;
}
