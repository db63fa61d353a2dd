/** Why a frame is not taken, in the words of `ws`, and the close code that tells the server. */
const CLOSE_CODES = {
  WS_ERR_EXPECTED_FIN: 1002,
  WS_ERR_INVALID_CLOSE_CODE: 1002,
  WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH: 1002,
  WS_ERR_INVALID_OPCODE: 1002,
  WS_ERR_INVALID_UTF8: 1007,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 1008,
  WS_ERR_UNEXPECTED_MASK: 1002,
  WS_ERR_UNEXPECTED_RSV_1: 1002,
  WS_ERR_UNEXPECTED_RSV_2_3: 1002,
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 1009,
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
} as const;

export type RefusalCode = keyof typeof CLOSE_CODES;

/** A frame that RFC 6455 or our limits forbid. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: RefusalCode;

  constructor(code: RefusalCode) {
    super(`a frame was refused: ${code}`);
    this.code = code;
  }

  get closeCode(): number {
    return CLOSE_CODES[this.code];
  }
}
