import { readFileSync } from "node:fs";

/** Milliseconds of a tick, in which the kernel tells CPU time: 100 a second, everywhere that matters. */
const TICK = 10;

/** CPU time that a process and all its threads have spent, in milliseconds, as the kernel counts it. */
export function cpuOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  // Behind the name, which may hold anything: the third field is the first there.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK;
}

/** Bytes that a process has resident: now, or at its peak. */
export function residentOf(pid: number, when: "now" | "peak"): number {
  const text = readFileSync(`/proc/${pid}/status`, "utf8");
  const field = when === "now" ? "VmRSS" : "VmHWM";
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(text)?.[1]) * 1_024;
}
