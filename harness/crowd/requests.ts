import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import type { Handshake, HttpCall } from "../dialects/dialect.ts";
import type { CrowdLimits } from "./limits.ts";

export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** The HTTP requests of one connection: a token stands in `http`, and leaves it for the wire alone. */
export class Requests {
  readonly #http: Handshake["http"];
  readonly #maxBytes: number;
  #abort: AbortController | null = null;

  constructor(http: Handshake["http"], { maxFrameBytes }: CrowdLimits) {
    this.#http = http;
    this.#maxBytes = maxFrameBytes;
  }

  /**
   * One request on a TCP connection of its own: no pool, no redirect, no second try, since each of them
   * would hide what the server did, or start a run twice. It may take as long as its run, and ends with the socket.
   *
   * @throws the system's error, or one of ours, in which no address and no header stands
   */
  async make({ method, url, headers, body }: HttpCall): Promise<HttpAnswer> {
    const address = this.#http === undefined ? null : URL.parse(url, this.#http.base);
    if (address === null) throw new Error("the dialect's request has no usable address");
    this.#abort ??= new AbortController();
    const { signal } = this.#abort;
    const send = address.protocol === "https:" ? requestHttps : requestHttp;
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const sent = send(
      address,
      { method, headers: { ...this.#http?.headers, ...headers }, agent: false, signal },
      resolve,
    );
    sent.on("error", reject);
    sent.end(body);
    const response = await promise;
    return { status: response.statusCode ?? 0, body: await gather(response, this.#maxBytes) };
  }

  /** Gives up what is under way. */
  end(): void {
    this.#abort?.abort();
  }
}

async function gather(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) throw new Error(`an answer of more than ${maxBytes} bytes`);
  }
  return Buffer.concat(chunks);
}
