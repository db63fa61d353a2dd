import { isUtf8 } from "node:buffer";
import { GatheredBytes } from "./gathered-bytes.ts";
import { BINARY, CLOSE, CONTINUATION, PING, TEXT } from "./opcodes.ts";
import type { RefusalCode } from "./refusal.ts";

/** Frames that one message may come in. */
const MOST_FRAGMENTS = 16 * 1024;

/** Reads that one frame may come in. */
const MOST_READS = 256 * 1024;

/** Below this a loop is quicker than the call that leads out of JavaScript. */
const SHORT = 24;

const EMPTY: Buffer = Buffer.alloc(0);
const NO_STATUS = 1005;
const FIN = 0x80;
const RSV_1 = 0x40;
const RSV_2_3 = 0x30;
const MASK = 0x80;

/** Who is told of whole messages. The bytes may be views of what was read: they are his until he returns. */
export interface FrameListener {
  message(data: Buffer, binary: boolean): void;
  beat(kind: "ping" | "pong", data: Buffer): void;
  /** The last of all: what comes after it is not read. */
  concluded(code: number, reason: Buffer): void;
  /** Likewise the last. */
  refused(code: RefusalCode): void;
}

/** Which part of a frame comes next. */
type Step = "first" | "second" | "length" | "payload" | "over";

/**
 * Reads the frames that a server sends, wherever the reads are cut: the decisions of `ws`, in its order. A
 * frame is refused by the first of its bytes that shows why.
 */
export class FrameReader {
  readonly #maxBytes: number;
  #step: Step = "first";
  /** FIN, reserved bits and opcode. */
  #first = 0;
  /** Bytes of the length that are to come. */
  #lengthBytes = 0;
  #length = 0;
  /** Bytes of the payload that are to come. */
  #left = 0;
  /** Opcode of the message whose fragments are coming; 0: none. */
  #fragmented = 0;
  #fragments = 0;
  /** Bytes that the frames of this message announced. */
  #announced = 0;
  /** Reads that ended within this payload. */
  #reads = 0;
  #message: GatheredBytes | null = null;
  #control: GatheredBytes | null = null;

  /** @param maxBytes of a message; 0: as many as come */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  read(bytes: Buffer, from: number, to: number, listener: FrameListener): void {
    if (this.#reads >= MOST_READS) this.#refuse("WS_ERR_TOO_MANY_BUFFERED_PARTS", listener);
    let at = from;
    while (at < to && this.#step !== "over") {
      if (this.#step === "payload") at = this.#takePayload(bytes, at, to, listener);
      else {
        this.#takeHead(bytes[at] ?? 0, listener);
        at += 1;
      }
    }
  }

  /** A byte before the payload. */
  #takeHead(byte: number, listener: FrameListener): void {
    switch (this.#step) {
      case "first":
        this.#first = byte;
        this.#step = "second";
        break;
      case "second":
        this.#takeSecond(byte, listener);
        break;
      default:
        this.#length = this.#length * 256 + byte;
        this.#lengthBytes -= 1;
        if (this.#lengthBytes === 0) this.#haveLength(listener);
    }
  }

  #takeSecond(byte: number, listener: FrameListener): void {
    const length = byte & ~MASK;
    const fault = this.#faultOf(length) ?? (byte & MASK ? "WS_ERR_UNEXPECTED_MASK" : null);
    if (fault !== null) {
      this.#refuse(fault, listener);
      return;
    }
    const opcode = this.#first & 0x0f;
    if (opcode !== CONTINUATION && (this.#first & FIN) === 0) this.#fragmented = opcode;
    if (length < 126) {
      this.#length = length;
      this.#haveLength(listener);
    } else {
      this.#length = 0;
      this.#lengthBytes = length === 126 ? 2 : 8;
      this.#step = "length";
    }
  }

  /** What is wrong with the bits of a frame. */
  #faultOf(length: number): RefusalCode | null {
    if (this.#first & RSV_2_3) return "WS_ERR_UNEXPECTED_RSV_2_3";
    if (this.#first & RSV_1) return "WS_ERR_UNEXPECTED_RSV_1";
    const opcode = this.#first & 0x0f;
    if (opcode === CONTINUATION) return this.#fragmented ? null : "WS_ERR_INVALID_OPCODE";
    if (opcode <= BINARY) return this.#fragmented ? "WS_ERR_INVALID_OPCODE" : null;
    if (opcode < CLOSE || opcode > 10) return "WS_ERR_INVALID_OPCODE";
    if ((this.#first & FIN) === 0) return "WS_ERR_EXPECTED_FIN";
    const fits = length < 126 && (opcode !== CLOSE || length !== 1);
    return fits ? null : "WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH";
  }

  #haveLength(listener: FrameListener): void {
    if (this.#length > Number.MAX_SAFE_INTEGER) {
      this.#refuse("WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH", listener);
      return;
    }
    if (!this.#isControl) {
      this.#announced += this.#length;
      if (this.#length > 0 && this.#maxBytes > 0 && this.#announced > this.#maxBytes) {
        this.#refuse("WS_ERR_UNSUPPORTED_MESSAGE_LENGTH", listener);
        return;
      }
    }
    this.#left = this.#length;
    this.#step = "payload";
    // Without a payload no byte needs to come.
    if (this.#length === 0) this.#takePayload(EMPTY, 0, 0, listener);
  }

  /** What is there of the payload. Returns where it ends. */
  #takePayload(bytes: Buffer, at: number, to: number, listener: FrameListener): number {
    const end = Math.min(to, at + this.#left);
    const whole = end - at === this.#length;
    this.#left -= end - at;
    if (this.#left > 0) {
      this.#reads += 1;
      this.#gather(bytes, at, end);
    } else {
      this.#reads = 0;
      this.#step = "first";
      if (this.#isControl) this.#endControl(bytes, at, end, whole, listener);
      else this.#endData(bytes, at, end, whole, listener);
    }
    return end;
  }

  #endControl(
    bytes: Buffer,
    at: number,
    end: number,
    whole: boolean,
    listener: FrameListener,
  ): void {
    if (!whole) this.#gather(bytes, at, end);
    const data = whole ? bytes.subarray(at, end) : (this.#control?.all ?? EMPTY);
    this.#control = null;
    const opcode = this.#first & 0x0f;
    if (opcode === CLOSE) this.#conclude(data, listener);
    else listener.beat(opcode === PING ? "ping" : "pong", data);
  }

  #endData(bytes: Buffer, at: number, end: number, whole: boolean, listener: FrameListener): void {
    this.#fragments += 1;
    if (this.#fragments > MOST_FRAGMENTS) {
      this.#refuse("WS_ERR_TOO_MANY_BUFFERED_PARTS", listener);
      return;
    }
    const last = (this.#first & FIN) !== 0;
    const alone = whole && last && this.#message === null;
    if (!alone) this.#gather(bytes, at, end);
    if (!last) return;
    const opcode = this.#fragmented || this.#first & 0x0f;
    const data = alone ? bytes.subarray(at, end) : (this.#message?.all ?? EMPTY);
    this.#message = null;
    this.#fragmented = 0;
    this.#fragments = 0;
    this.#announced = 0;
    if (opcode === TEXT && !isText(data)) this.#refuse("WS_ERR_INVALID_UTF8", listener);
    else listener.message(data, opcode === BINARY);
  }

  #gather(bytes: Buffer, at: number, end: number): void {
    if (this.#isControl) {
      this.#control ??= new GatheredBytes();
      this.#control.add(bytes, at, end, this.#length);
      return;
    }
    this.#message ??= new GatheredBytes();
    // Only of the last fragment it is known where the message ends.
    const last = (this.#first & FIN) !== 0;
    this.#message.add(bytes, at, end, last ? this.#announced : Infinity);
  }

  get #isControl(): boolean {
    return (this.#first & CLOSE) !== 0;
  }

  #conclude(data: Buffer, listener: FrameListener): void {
    if (data.length === 0) {
      this.#step = "over";
      listener.concluded(NO_STATUS, EMPTY);
      return;
    }
    const code = data.readUInt16BE(0);
    const reason = data.subarray(2);
    if (!isCloseCode(code)) this.#refuse("WS_ERR_INVALID_CLOSE_CODE", listener);
    else if (!isText(reason)) this.#refuse("WS_ERR_INVALID_UTF8", listener);
    else {
      this.#step = "over";
      listener.concluded(code, reason);
    }
  }

  #refuse(code: RefusalCode, listener: FrameListener): void {
    this.#step = "over";
    this.#reads = 0;
    this.#message = null;
    this.#control = null;
    listener.refused(code);
  }
}

/** Codes that may stand in a close frame. */
function isCloseCode(code: number): boolean {
  if (code >= 3000) return code <= 4999;
  return code >= 1000 && code <= 1014 && (code < 1004 || code > 1006);
}

/** Whether it is UTF-8; nearly all short texts are ASCII. */
function isText(data: Buffer): boolean {
  if (data.length >= SHORT) return isUtf8(data);
  for (const byte of data) if (byte > 0x7f) return isUtf8(data);
  return true;
}
