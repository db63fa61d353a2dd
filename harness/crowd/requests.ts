import type { Handshake, HttpCall } from "../dialects/dialect.ts";
import { ask, gather } from "./http-call.ts";
import type { CrowdLimits } from "./limits.ts";

export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** The HTTP requests of one connection: a token stands in `http`, and leaves it for the wire alone. */
export class Requests {
  readonly #http: Handshake["http"];
  readonly #limits: CrowdLimits;
  #abort: AbortController | null = null;

  constructor(http: Handshake["http"], limits: CrowdLimits) {
    this.#http = http;
    this.#limits = limits;
  }

  /**
   * It may take as long as its run, and ends with the socket.
   *
   * @throws the system's error, or one of ours, in which no address and no header stands
   */
  async make(call: HttpCall): Promise<HttpAnswer> {
    this.#abort ??= new AbortController();
    const { maxFrameBytes, agentOf } = this.#limits;
    const response = await ask(this.#http, call, this.#abort.signal, agentOf).answer;
    return { status: response.statusCode ?? 0, body: await gather(response, maxFrameBytes) };
  }

  /** Gives up what is under way. */
  end(): void {
    this.#abort?.abort();
  }
}
