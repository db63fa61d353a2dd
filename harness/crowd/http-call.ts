import { request as requestHttp, type ClientRequest, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import type { HttpCall, HttpPlace } from "../dialects/dialect.ts";
import type { AgentOf } from "./wire.ts";

/** What of a call goes over the wire. */
export type Sending = Pick<HttpCall, "method" | "url" | "headers" | "body">;

export interface Asked {
  readonly request: ClientRequest;
  /** Rejects with the system's error, in which no address and no header stands. */
  readonly answer: Promise<IncomingMessage>;
}

/**
 * One request on a TCP connection of its own: no pool, no redirect, no second try, since each of them
 * would hide what the server did, or start a run twice.
 *
 * @throws when it cannot be sent at all
 */
export function ask(
  http: HttpPlace | undefined,
  { method, url, headers, body }: Sending,
  signal: AbortSignal,
  agentOf?: AgentOf,
): Asked {
  const address = http === undefined ? null : URL.parse(url, http.base);
  if (address === null) throw new Error("the dialect's request has no usable address");
  const send = address.protocol === "https:" ? requestHttps : requestHttp;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = send(
    address,
    {
      method,
      headers: { ...http?.headers, ...headers },
      agent: agentOf?.(address.href) ?? false,
      signal,
    },
    resolve,
  );
  request.on("error", reject);
  request.end(body);
  return { request, answer: promise };
}

/** The whole body. @throws the system's error, or one of ours when it is too large */
export async function gather(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) throw new Error(`an answer of more than ${maxBytes} bytes`);
  }
  return Buffer.concat(chunks);
}
