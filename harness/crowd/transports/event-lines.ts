const LF = 10;
const CR = 13;
const MARK: Buffer = Buffer.from([0xef, 0xbb, 0xbf]);
const NOTHING: Buffer = Buffer.alloc(0);

/**
 * Cuts the bytes of an event stream into its events, wherever the chunks are cut. An event is handed over as
 * its lines as they came, and the first byte of the blank line that ends it; what the lines mean is for others.
 *
 * The byte-order mark of the stream, the LF of a CR LF after an event and blank lines without an event are
 * handed to nobody: no text can stand in them.
 */
export class EventLines {
  /** Bytes of the event that is not whole. */
  size = 0;
  readonly #pieces: Buffer[] = [];
  /** What came of a byte-order mark; null: the stream has begun. */
  #mark: Buffer | null = NOTHING;
  /** The line so far is empty. */
  #blank = true;
  /** The byte before was a CR: an LF now belongs to it. */
  #afterCr = false;

  /** The events that end in this chunk. */
  push(chunk: Buffer): readonly Buffer[] {
    const bytes = this.#mark === null ? chunk : this.#withoutMark(this.#mark, chunk);
    const events: Buffer[] = [];
    let begin = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at];
      const ended = byte === LF && this.#afterCr;
      this.#afterCr = byte === CR;
      if (ended) {
        // The event ended at the CR already.
        if (at === begin && this.size === 0) begin = at + 1;
      } else if (byte !== LF && byte !== CR) this.#blank = false;
      else if (!this.#blank) this.#blank = true;
      else {
        const event = this.#take(bytes.subarray(begin, at + 1));
        if (event.length > 1) events.push(event);
        begin = at + 1;
      }
    }
    if (begin < bytes.length) this.#keep(bytes.subarray(begin));
    return events;
  }

  /** What came after the last event: one that was cut off. */
  rest(): Buffer {
    return this.#take(this.#mark ?? NOTHING);
  }

  #take(last: Buffer): Buffer {
    if (this.size === 0) return last;
    const whole = Buffer.concat([...this.#pieces, last]);
    this.#pieces.length = 0;
    this.size = 0;
    return whole;
  }

  #keep(piece: Buffer): void {
    this.#pieces.push(piece);
    this.size += piece.length;
  }

  #withoutMark(before: Buffer, chunk: Buffer): Buffer {
    const bytes = Buffer.concat([before, chunk]);
    const head = bytes.subarray(0, MARK.length);
    const alike = MARK.subarray(0, head.length).equals(head);
    this.#mark = alike && head.length < MARK.length ? bytes : null;
    if (this.#mark !== null) return NOTHING;
    return alike ? bytes.subarray(MARK.length) : bytes;
  }
}
