import { Agent as HttpAgent, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import type { Duplex } from "node:stream";
import tls, { type SecureContext, createSecureContext } from "node:tls";
import { systemCode } from "../../errors/network-codes.ts";
import { proxyFor } from "./proxy-rules.ts";
import type { Route } from "./route.ts";

/** What a request to an address goes through; undefined: nothing special. */
export type AgentOf = (address: string) => HttpAgent | undefined;

/** How long a proxy may take to lead on, in milliseconds. */
const PATIENCE = 10_000;

type Options = Parameters<HttpAgent["createConnection"]>[0];
type Callback = NonNullable<Parameters<HttpAgent["createConnection"]>[1]>;

/** Agents for a route, one a proxy and kind of address. None of them keeps, shares or retries a connection. */
export function agentsFor({ proxy, ca }: Route): AgentOf {
  const context = ca && trusting(ca.pem);
  const made = new Map<string, HttpAgent>();
  return (address) => {
    const isSecure = /^(https|wss):/i.test(address);
    const through = proxyFor(proxy, address);
    if (through === null && (!isSecure || context === null)) return undefined;
    const key = `${isSecure} ${through?.href}`;
    const agent = made.get(key) ?? agentFor(isSecure, through, context);
    made.set(key, agent);
    return agent;
  };
}

/** The usual authorities, those of NODE_EXTRA_CA_CERTS, and these. Made once: all connections share it. */
function trusting(pem: string): SecureContext {
  return createSecureContext({ ca: [...tls.getCACertificates("default"), pem] });
}

function agentFor(
  isSecure: boolean,
  through: URL | null,
  secureContext: SecureContext | null,
): HttpAgent {
  const options = secureContext === null ? {} : { secureContext };
  if (through === null) return new HttpsAgent(options);
  return isSecure ? new SecureTunnel(through, options) : new Tunnel(through);
}

/** Plain addresses go through CONNECT as well, as browsers do it with WebSockets. */
class Tunnel extends HttpAgent {
  readonly #proxy: URL;

  constructor(proxy: URL) {
    super();
    this.#proxy = proxy;
  }

  override createConnection(options: Options, callback: Callback): undefined {
    lead(this.#proxy, options, callback, (socket) => socket);
  }
}

class SecureTunnel extends HttpsAgent {
  readonly #proxy: URL;

  constructor(proxy: URL, options: { readonly secureContext?: SecureContext }) {
    super(options);
    this.#proxy = proxy;
  }

  override createConnection(options: Options, callback: Callback): undefined {
    lead(this.#proxy, options, callback, (socket) =>
      super.createConnection(Object.assign({}, options, { socket })),
    );
  }
}

/** Asks the proxy for a connection to the host of `options`. */
function lead(
  proxy: URL,
  { host, port, localAddress }: Options,
  callback: Callback,
  wrap: (socket: Duplex) => Duplex | null | undefined,
): void {
  const place = `${host?.includes(":") ? `[${host}]` : host}:${port}`;
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const request = (proxy.protocol === "https:" ? requestHttps : requestHttp)({
    host: proxy.hostname.replace(/^\[|\]$/g, ""),
    port: proxy.port === "" ? (proxy.protocol === "https:" ? 443 : 80) : proxy.port,
    method: "CONNECT",
    path: place,
    headers: {
      host: place,
      ...(credentials !== ":" && {
        "proxy-authorization": `Basic ${Buffer.from(credentials).toString("base64")}`,
      }),
    },
    agent: false,
    timeout: PATIENCE,
    ...(localAddress !== undefined && { localAddress }),
  });
  let settled = false;
  const settle = (error: Error | null, socket?: Duplex | null): void => {
    if (settled) return;
    settled = true;
    callback(error, socket as Duplex);
  };
  const fail = (code: string): void => {
    settle(Object.assign(new Error(code), { code }));
    request.destroy();
  };
  request
    // Whoever asked waits by a timer of its own; this must not keep a process alive that has ended.
    .on("socket", (socket) => socket.unref())
    .on("timeout", () => fail("PROXY_ETIMEDOUT"))
    .on("error", (error) => fail(`PROXY_${systemCode(error) || "ERROR"}`))
    .on("response", ({ statusCode = 0 }) => fail(`PROXY_HTTP_${statusCode}`))
    .on("connect", ({ statusCode = 0 }, socket, head) => {
      if (statusCode < 200 || statusCode > 299) {
        fail(`PROXY_HTTP_${statusCode}`);
        socket.destroy();
        return;
      }
      socket.setTimeout(0);
      socket.ref();
      if (head.length > 0) socket.unshift(head);
      settle(null, wrap(socket));
    })
    .end();
}
