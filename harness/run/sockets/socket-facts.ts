import { readFileSync } from "node:fs";
import type { SocketFacts } from "./plan-sockets.ts";

/** Read from the kernel, at once: a few files and a call. */
export function socketFacts(): SocketFacts {
  return { descriptors: descriptorLimit(), ports: portRange() };
}

function descriptorLimit(): number | null {
  const report: NodeJS.ProcessReport & { excludeNetwork?: boolean } = process.report;
  const before = report.excludeNetwork ?? false;
  // Else it asks the name of every address.
  report.excludeNetwork = true;
  try {
    const { userLimits } = report.getReport() as {
      readonly userLimits?: { readonly open_files?: { readonly soft?: unknown } };
    };
    const soft = userLimits?.open_files?.soft;
    return typeof soft === "number" ? soft : null;
  } finally {
    report.excludeNetwork = before;
  }
}

/** How many ports lie in the range that Linux takes them from. */
function portRange(): number | null {
  try {
    const text = readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8");
    const [from = Number.NaN, to = Number.NaN] = text.trim().split(/\s+/).map(Number);
    return Number.isInteger(to - from) ? to - from + 1 : null;
  } catch {
    return null;
  }
}
