import { isIP } from "node:net";
import { HarnessError } from "../../errors/harness-error.ts";

/** Which proxy leads where. Addresses may hold credentials: they are shown to nobody. */
export interface ProxyRules {
  /** For https:// and wss://. */
  readonly secure: string | null;
  /** For http:// and ws://. */
  readonly plain: string | null;
  /** Hosts that are reached straight, as in NO_PROXY. */
  readonly except: readonly string[];
  /** Loopback is reached straight, as nobody means it who sets HTTPS_PROXY for a whole machine. */
  readonly exceptLoopback: boolean;
  /** Who named it, for a reader. */
  readonly source: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** One proxy for everything; null: none. */
export function rulesOf(proxy: string | null): ProxyRules {
  const address = proxy === null ? null : proxyAddress(proxy, "`proxy` of the target");
  return { secure: address, plain: address, except: [], exceptLoopback: false, source: "config" };
}

/** HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in small letters first, as other tools take them. Null: none. */
export function proxiesNamed(environment: Environment): ProxyRules | null {
  const found = (name: string): { name: string; value: string } | null => {
    for (const key of [name.toLowerCase(), name]) {
      const value = environment[key];
      if (value !== undefined && value !== "") return { name: key, value };
    }
    return null;
  };
  const secure = found("HTTPS_PROXY") ?? found("ALL_PROXY");
  const plain = found("HTTP_PROXY") ?? found("ALL_PROXY");
  const any = secure ?? plain;
  if (any === null) return null;
  const except = found("NO_PROXY")?.value.split(/[\s,]+/) ?? [];
  return {
    secure: secure && proxyAddress(secure.value, secure.name),
    plain: plain && proxyAddress(plain.value, plain.name),
    except: except.filter((host) => host !== ""),
    exceptLoopback: true,
    source: any.name,
  };
}

/** The proxy that leads to an address; null: it is reached straight. */
export function proxyFor(rules: ProxyRules, address: string): URL | null {
  const url = URL.parse(address);
  if (url === null) return null;
  const isSecure = url.protocol === "https:" || url.protocol === "wss:";
  const proxy = isSecure ? rules.secure : rules.plain;
  if (proxy === null) return null;
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const port = url.port === "" ? (isSecure ? "443" : "80") : url.port;
  if (rules.exceptLoopback && isLoopback(host)) return null;
  return rules.except.some((one) => isMeant(one.toLowerCase(), host, port)) ? null : new URL(proxy);
}

/** A proxy as a reader may see it: without credentials. */
export function shownProxy(text: string): string {
  const url = parseProxy(text);
  return url === null ? "(not an address)" : `${url.protocol}//${url.host}`;
}

/** A host, `.its.domain` (which means those beneath it, and itself), either with a port, or `*`. */
function isMeant(rule: string, host: string, port: string): boolean {
  if (rule === "*") return true;
  const [, name = rule, only] = /^(.*[^:]):(\d+)$/.exec(isIP(rule) === 6 ? "" : rule) ?? [];
  if (only !== undefined && only !== port) return false;
  const domain = name.replace(/^\*?\./, "").replace(/^\[|\]$/g, "");
  if (domain === "") return false;
  return host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`));
}

/** Whether a host, in its address without brackets, is this machine. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|::1)$/.test(host);
}

/** @throws HarnessError `bad-config`, which repeats nothing of it */
function proxyAddress(text: string, name: string): string {
  const url = parseProxy(text);
  if (url) return url.href;
  throw new HarnessError("bad-config", `${name} is no address of a proxy.`, {
    hint: "Write it like http://proxy.example.com:3128, with credentials as http://user:password@… where it wants them.",
  });
}

/** `proxy:3128` is one as well, as for other tools. */
function parseProxy(text: string): URL | null {
  const url = URL.parse(text.includes("://") ? text : `http://${text}`);
  if (url === null || url.hostname === "") return null;
  return url.protocol === "http:" || url.protocol === "https:" ? url : null;
}
