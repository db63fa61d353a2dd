import type { TargetConfig, UrlTarget } from "./config.ts";

/** What a config says of an attached target; null: it names one that Quintet starts, or none. */
export function attachedIn(target: TargetConfig | undefined): UrlTarget | null {
  return target && "url" in target && !("command" in target) ? target : null;
}

/** The server at this address, whatever the config names. What that says of an attached one (health, timeout) stays. */
export function atAddress(target: TargetConfig | undefined, url: string): UrlTarget {
  return { ...attachedIn(target), url };
}
