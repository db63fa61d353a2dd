/** The least that is reserved. */
const LEAST = 256;

const NOTHING: Buffer = Buffer.alloc(0);

/**
 * Bytes that come in pieces, copied one behind the other. It grows by doubling, so many small pieces cost no
 * more than one large, and what was only announced takes no memory.
 */
export class GatheredBytes {
  #bytes = NOTHING;
  #size = 0;

  /** @param whole size of all, where it is known: no more than that is reserved */
  add(from: Buffer, begin: number, end: number, whole: number = Infinity): void {
    const size = this.#size + end - begin;
    if (size > this.#bytes.length) this.#grow(Math.min(whole, Math.max(LEAST, 2 * size)));
    this.#size += from.copy(this.#bytes, this.#size, begin, end);
  }

  get all(): Buffer {
    return this.#bytes.subarray(0, this.#size);
  }

  #grow(capacity: number): void {
    const bytes = Buffer.allocUnsafe(capacity);
    this.#bytes.copy(bytes, 0, 0, this.#size);
    this.#bytes = bytes;
  }
}
