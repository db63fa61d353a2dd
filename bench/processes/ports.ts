import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** Share of the kernel's table of closed connections that may be taken when a crowd sets out. */
const SHARE = 0.25;
/** Closed connections are kept for a minute. */
const MINUTE = 60_000;
const LOOK_AGAIN = 500;

/**
 * Waits until the kernel has forgotten most of the connections of the crowds before: a ramp that finds its
 * table full is slower for that alone.
 */
export async function portsAtRest(): Promise<void> {
  const until = performance.now() + MINUTE + 2 * LOOK_AGAIN;
  while (taken() > SHARE && performance.now() < until) {
    await pause(LOOK_AGAIN);
  }
}

function taken(): number {
  const waiting = /^TCP:.* tw (\d+)/m.exec(textOf("/proc/net/sockstat"))?.[1] ?? "0";
  const room = textOf("/proc/sys/net/ipv4/tcp_max_tw_buckets");
  return room === "" ? 0 : Number(waiting) / Number(room);
}

/** Where there is no such file, as on another system: nothing. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
