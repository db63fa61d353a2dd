import type { Message } from "../dialects/dialect.ts";

/** How long a server may take to close the connection of whom it refused by an error, in milliseconds. */
const CLOSE_AFTER_REFUSAL = 500;

/** When a connection is ready to be used: at once, or where a welcome is promised, when that has come. */
export class Login {
  /** Resolves when it is, or will not be. */
  readonly ready: Promise<void>;
  /** An error that names no run came in place of the welcome. */
  refused = false;
  readonly #finish: () => void;
  #waiting = false;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ready = promise;
    this.#finish = resolve;
  }

  /** A welcome is promised, within so many milliseconds. */
  await(timeout: number): void {
    this.#waiting = true;
    this.#timer = setTimeout(this.#finish, timeout);
  }

  heard(message: Message): void {
    if (!this.#waiting) return;
    if (message.kind === "welcome") {
      this.refused = false;
      this.#waiting = false;
      this.over();
    } else if (message.kind === "error" && message.run === undefined && !this.refused) {
      this.refused = true;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.#finish, CLOSE_AFTER_REFUSAL);
    }
  }

  /** Nothing is waited for any more. */
  over(): void {
    clearTimeout(this.#timer);
    this.#finish();
  }
}
