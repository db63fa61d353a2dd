import type { Transport } from "../dialects/dialect.ts";
import { withoutSecrets } from "../ownership/secret-names.ts";
import { HarnessError } from "../errors/harness-error.ts";
import type { TargetConfig } from "./config.ts";

const OVER_HTTP =
  "Give the address of the WebSocket. A server that answers each request with a stream of events needs a dialect that says so: `quintet init --url` writes a config with it.";

/** @throws HarnessError `bad-url` when an address is none, or not one of the transport: ws:// or wss://, with `sse` http:// or https://, too */
export function checkTarget(target: TargetConfig, transport: Transport = "websocket"): void {
  if (!("url" in target)) return;
  const text = target.url.replaceAll("{port}", "1");
  // What was meant for one may hold a secret all the same.
  const shown = withoutSecrets(target.url);
  const url = URL.parse(text);
  if (!url) throw new HarnessError("bad-url", `"${shown}" is not a URL.`);
  const isHttp = url.protocol === "http:" || url.protocol === "https:";
  if (url.protocol !== "ws:" && url.protocol !== "wss:" && !(isHttp && transport === "sse")) {
    const kinds = transport === "sse" ? "an http:// or https://" : "a ws:// or wss://";
    throw new HarnessError(
      "bad-url",
      `"${shown}" is not ${kinds} address.`,
      isHttp && transport === "websocket" ? { hint: OVER_HTTP } : {},
    );
  }
  if (url.hash)
    throw new HarnessError("bad-url", `"${shown}" has a fragment (#…), which WebSocket forbids.`);
}
