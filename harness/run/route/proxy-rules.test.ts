import { describe, expect, test } from "vitest";
import { proxiesNamed, proxyFor, rulesOf } from "./proxy-rules.ts";

const PROXY = "http://proxy:3128";

/** Which proxy leads to an address in such an environment: its host; null: it is reached straight. */
function through(address: string, environment: Readonly<Record<string, string>>): string | null {
  const rules = proxiesNamed(environment);
  return rules === null ? null : (proxyFor(rules, address)?.host ?? null);
}

describe("which variable counts", () => {
  const both = { HTTPS_PROXY: "http://secure:1", HTTP_PROXY: "http://plain:1" };

  test.for<[string, Readonly<Record<string, string>>, string | null]>([
    ["wss://agent.example.com/ws", both, "secure:1"],
    ["https://agent.example.com/health", both, "secure:1"],
    ["ws://agent.example.com/ws", both, "plain:1"],
    ["http://agent.example.com/health", both, "plain:1"],
    ["ws://agent.example.com/ws", { HTTPS_PROXY: PROXY }, null],
    ["ws://agent.example.com/ws", { ALL_PROXY: PROXY }, "proxy:3128"],
    ["wss://agent.example.com/ws", { ALL_PROXY: "socks5://s:1", HTTPS_PROXY: PROXY }, "proxy:3128"],
    [
      "wss://agent.example.com/ws",
      { HTTPS_PROXY: "http://big:1", https_proxy: PROXY },
      "proxy:3128",
    ],
    ["wss://agent.example.com/ws", { HTTPS_PROXY: "" }, null],
    ["wss://agent.example.com/ws", { HTTPS_PROXY: "proxy:3128" }, "proxy:3128"],
  ])("%s with %j: %s", ([address, environment, host]) => {
    expect(through(address, environment)).toBe(host);
  });
});

describe("loopback is reached straight, whatever the variables say", () => {
  test.for(["127.0.0.1", "localhost", "api.localhost", "[::1]"])("%s", (host) => {
    expect(through(`ws://${host}:8080/ws`, { ALL_PROXY: PROXY })).toBeNull();
  });

  test("but through a proxy that the config names for it", () => {
    expect(proxyFor(rulesOf(PROXY), "ws://127.0.0.1:8080/ws")?.host).toBe("proxy:3128");
  });
});

describe("NO_PROXY", () => {
  test.for<[string, string, boolean]>([
    ["*", "wss://agent.example.com/ws", true],
    ["agent.example.com", "wss://agent.example.com/ws", true],
    ["example.com", "wss://agent.example.com/ws", true],
    ["a.test, .example.com", "wss://agent.example.com/ws", true],
    ["example.com:443", "wss://agent.example.com/ws", true],
    ["example.com:8443", "wss://agent.example.com/ws", false],
    ["ample.com", "wss://agent.example.com/ws", false],
    ["10.0.0.0/8", "wss://10.1.2.3/ws", true],
    ["10.0.0.0/8", "wss://11.1.2.3/ws", false],
    ["10.0.0.0/8", "wss://agent.example.com/ws", false],
    ["10.0.0.0/99", "wss://10.1.2.3/ws", false],
    ["fd00::/8", "wss://[fd12::1]/ws", true],
    ["fd00::/8", "wss://10.1.2.3/ws", false],
  ])("%s and %s: straight is %s", ([except, address, straight]) => {
    expect(through(address, { HTTPS_PROXY: PROXY, NO_PROXY: except }) === null).toBe(straight);
  });
});

describe("what is named as a proxy and is none", () => {
  const socks = proxiesNamed({ ALL_PROXY: "socks5://user:s3cret@127.0.0.1:1080" });

  test("troubles nobody who is reached without it", () => {
    expect(socks && proxyFor(socks, "ws://127.0.0.1:8080/ws")).toBeNull();
  });

  test("is told where it would be needed, without its credentials", () => {
    expect(() => socks && proxyFor(socks, "wss://agent.example.com/ws")).toThrow(
      "ALL_PROXY is a SOCKS proxy, and Quintet goes through HTTP proxies only.",
    );
    expect(() => proxyFor(rulesOf("://"), "ws://127.0.0.1/")).toThrow(
      "`proxy` of the target is no address of a proxy.",
    );
  });
});
