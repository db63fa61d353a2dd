import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";

/** What `wasm/index.ts` offers: places are offsets in its memory, numbers of bytes and the like are whole. */
export interface Exports {
  readonly memory: WebAssembly.Memory;
  roomFor(bytes: number, held: number): number;
  demand(
    demands: number,
    acknowledged: number,
    echoed: number,
    kept: number,
    patience: number,
    maxClockSkew: number,
    maxClockStep: number,
  ): void;
  expect(users: number, mark: number, epoch: number, cut: number): void;
  eventDue(length: number): void;
  fieldDue(length: number, rule: number, keep: number, repeats: number, names: number): void;
  innerDue(length: number): void;
  sit(connection: number, length: number, user: number): number;
  passOver(connection: number): void;
  leave(connection: number): number;
  heard(seat: number): void;
  take(): void;
  read(from: number, to: number, due: number): number;
  readonly newest: WebAssembly.Global;
  readonly behind: WebAssembly.Global;
  readonly due: WebAssembly.Global;
  readonly now: WebAssembly.Global;
  readonly runs: WebAssembly.Global;
  readonly events: WebAssembly.Global;
  readonly acceptances: WebAssembly.Global;
  readonly echoed: WebAssembly.Global;
  readonly clocked: WebAssembly.Global;
  readonly stamps: WebAssembly.Global;
  readonly last: WebAssembly.Global;
  readonly open: WebAssembly.Global;
  readonly worst: WebAssembly.Global;
  readonly greatest: WebAssembly.Global;
  readonly counted: WebAssembly.Global;
  readonly ids: WebAssembly.Global;
  readonly idCount: WebAssembly.Global;
  readonly steps: WebAssembly.Global;
  readonly stepCount: WebAssembly.Global;
}

/** Built from `wasm/` when the package is. */
const COMPILED = new URL("plain.wasm", import.meta.url);

let compiled: WebAssembly.Module | null = null;

/** An instance of `wasm/`, and its memory. */
export class Machine {
  readonly exports: Exports;
  #bytes: Buffer = Buffer.alloc(0);

  constructor() {
    compiled ??= new WebAssembly.Module(readFileSync(COMPILED));
    const { exports } = new WebAssembly.Instance(compiled, {
      host: { number: (from: number, to: number) => Number(this.text(from, to)) },
      env: {
        abort: () => {
          throw new Error("the machine for plain runs broke off");
        },
      },
    });
    this.exports = exports as Exports;
  }

  /** All of its memory. When that grows it is elsewhere. */
  get bytes(): Buffer {
    const { buffer } = this.exports.memory;
    if (this.#bytes.buffer !== buffer) this.#bytes = Buffer.from(buffer);
    return this.#bytes;
  }

  text(from: number, to: number): string {
    return this.bytes.toString("utf8", from, to);
  }

  /** So many numbers that stand there. They stand only until it is asked to do something. */
  numbers(from: number, count: number): Float64Array {
    return new Float64Array(this.exports.memory.buffer, from, count);
  }
}
