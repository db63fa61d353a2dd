import { BlockList, isIP } from "node:net";
import { HarnessError } from "../../errors/harness-error.ts";

/** What somebody named as a proxy, as it stands there. It may hold credentials: it is shown to nobody. */
interface NamedProxy {
  /** Who named it, for a reader. */
  readonly name: string;
  readonly value: string;
}

/** Which proxy leads where. */
export interface ProxyRules {
  /** For https:// and wss://. */
  readonly secure: NamedProxy | null;
  /** For http:// and ws://. */
  readonly plain: NamedProxy | null;
  /** Hosts that are reached straight, as in NO_PROXY. */
  readonly except: readonly string[];
  /** Loopback is reached straight, as nobody means it who sets HTTPS_PROXY for a whole machine. */
  readonly exceptLoopback: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** One proxy for everything; null: none. Who names it for this target means it, whatever NO_PROXY says. */
export function rulesOf(proxy: string | null): ProxyRules {
  const named = proxy === null ? null : { name: "`proxy` of the target", value: proxy };
  return { secure: named, plain: named, except: [], exceptLoopback: false };
}

/** HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in small letters first, as other tools take them. Null: none. */
export function proxiesNamed(environment: Environment): ProxyRules | null {
  const found = (name: string): NamedProxy | null => {
    for (const key of [name.toLowerCase(), name]) {
      const value = environment[key];
      if (value !== undefined && value !== "") return { name: key, value };
    }
    return null;
  };
  const secure = found("HTTPS_PROXY") ?? found("ALL_PROXY");
  const plain = found("HTTP_PROXY") ?? found("ALL_PROXY");
  if (secure === null && plain === null) return null;
  const except = found("NO_PROXY")?.value.split(/[\s,]+/) ?? [];
  return {
    secure,
    plain,
    except: except.filter((host) => host !== ""),
    exceptLoopback: true,
  };
}

/**
 * The proxy that leads to an address; null: it is reached straight.
 *
 * @throws HarnessError `bad-config` where what is named for it is none. Nobody else is troubled by that: variables
 *   are set for a whole machine, and a SOCKS proxy is of use to others.
 */
export function proxyFor(rules: ProxyRules, address: string): URL | null {
  const url = URL.parse(address);
  if (url === null) return null;
  const isSecure = url.protocol === "https:" || url.protocol === "wss:";
  const proxy = isSecure ? rules.secure : rules.plain;
  if (proxy === null) return null;
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const port = url.port === "" ? (isSecure ? "443" : "80") : url.port;
  if (rules.exceptLoopback && isLoopback(host)) return null;
  if (rules.except.some((one) => isMeant(one.toLowerCase(), host, port))) return null;
  return proxyAddress(proxy, host);
}

/** A proxy as a reader may see it: without credentials. */
export function shownProxy(text: string): string {
  const url = parseProxy(text);
  return url === null ? "(not an address)" : `${url.protocol}//${url.host}`;
}

/** A host, `.its.domain` (which means those beneath it, and itself), either with a port, `10.0.0.0/8`, or `*`. */
function isMeant(rule: string, host: string, port: string): boolean {
  if (rule === "*") return true;
  if (rule.includes("/")) return isWithin(rule, host);
  const [, name = rule, only] = /^(.*[^:]):(\d+)$/.exec(isIP(rule) === 6 ? "" : rule) ?? [];
  if (only !== undefined && only !== port) return false;
  const domain = name.replace(/^\*?\./, "").replace(/^\[|\]$/g, "");
  if (domain === "") return false;
  return host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`));
}

/** Whether a host is an address of a network such as `10.0.0.0/8`. Names are not looked up. */
function isWithin(network: string, host: string): boolean {
  const [, address = "", bits = ""] = /^\[?([^\]/]+)\]?\/(\d{1,3})$/.exec(network) ?? [];
  const version = isIP(address);
  if (version === 0 || isIP(host) !== version || Number(bits) > (version === 4 ? 32 : 128))
    return false;
  const family = version === 4 ? "ipv4" : "ipv6";
  const within = new BlockList();
  within.addSubnet(address, Number(bits), family);
  return within.check(host, family);
}

/** Whether a host, in its address without brackets, is this machine. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|::1)$/.test(host);
}

/** @throws HarnessError `bad-config`, which repeats nothing of it */
function proxyAddress({ name, value }: NamedProxy, host: string): URL {
  const url = parseProxy(value);
  if (url) return url;
  const why = /^socks\w*:/i.test(value)
    ? "is a SOCKS proxy, and Quintet goes through HTTP proxies only"
    : "is no address of a proxy";
  throw new HarnessError("bad-config", `${name} ${why}.`, {
    hint: `Write it like http://proxy.example.com:3128, with credentials as http://user:password@… where it wants them. Variables pass over what NO_PROXY names: NO_PROXY=${host}.`,
  });
}

/** `proxy:3128` is one as well, as for other tools. */
function parseProxy(text: string): URL | null {
  const url = URL.parse(text.includes("://") ? text : `http://${text}`);
  if (url === null || url.hostname === "") return null;
  return url.protocol === "http:" || url.protocol === "https:" ? url : null;
}
