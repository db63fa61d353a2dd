import { get as getHttp, type IncomingMessage } from "node:http";
import { get as getHttps } from "node:https";
import type { AgentOf } from "./tunnel.ts";

export interface Getting {
  readonly signal: AbortSignal;
  readonly agentOf?: AgentOf | undefined;
}

export interface Got {
  readonly status: number;
  readonly text: string;
}

const MOST_REDIRECTS = 5;
const MOST_BYTES = 1024 * 1024;

/**
 * What a GET is answered with, after redirects: at most five, and a mebibyte.
 *
 * @throws the system's error, or one of ours, in which no address stands
 */
export async function getText(address: string, getting: Getting): Promise<Got> {
  let url = new URL(address);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const response = await get(url, getting);
    const { statusCode: status = 0, headers } = response;
    if (status < 300 || status > 399 || headers.location === undefined) {
      return { status, text: await read(response) };
    }
    response.destroy();
    url = new URL(headers.location, url);
  }
  throw new Error("too many redirects");
}

async function get(url: URL, { signal, agentOf }: Getting): Promise<IncomingMessage> {
  const send = url.protocol === "https:" ? getHttps : getHttp;
  return new Promise((resolve, reject) => {
    send(url, { agent: agentOf?.(url.href) ?? false, signal }, resolve).on("error", reject);
  });
}

async function read(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Error("too long an answer");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
