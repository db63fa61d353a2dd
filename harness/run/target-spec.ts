import { HarnessError } from "../errors/harness-error.ts";
import type { TargetConfig } from "./config.ts";

/** @throws HarnessError `bad-url` when an address is none, or is not ws:// or wss:// */
export function checkTarget(target: TargetConfig): void {
  if (!("url" in target)) return;
  const text = target.url.replaceAll("{port}", "1");
  const url = URL.parse(text);
  if (!url) throw new HarnessError("bad-url", `"${target.url}" is not a URL.`);
  if (url.protocol !== "ws:" && url.protocol !== "wss:") {
    throw new HarnessError("bad-url", `"${target.url}" is not a ws:// or wss:// address.`);
  }
  if (url.hash)
    throw new HarnessError(
      "bad-url",
      `"${target.url}" has a fragment (#…), which WebSocket forbids.`,
    );
}
