/** Why our own client had to end a connection, mostly for bytes that it refuses: the close code that says so. */
export interface Breach {
  readonly code: number;
  readonly reason: string;
}

/** Our word for a client of a protocol above WebSocket that waited in vain for the server's sign of life. */
export const NO_SIGN_OF_LIFE = "no-sign-of-life";

/** Our word for a server that asks for more signs of life than it takes. */
export const TOO_MANY_PINGS = "too-many-pings";

/** @param code of an error on an open socket; null: the transport broke, and nobody breached anything */
export function breachOf(code: string, maxFrameBytes: number): Breach | null {
  switch (code) {
    case "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH":
    case "WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH":
      return { code: 1009, reason: `a message is over our limit of ${maxFrameBytes} bytes` };
    case "WS_ERR_TOO_MANY_BUFFERED_PARTS":
      return { code: 1009, reason: "a message came in more parts than we take" };
    case "WS_ERR_INVALID_UTF8":
      return { code: 1007, reason: "a text message is no UTF-8" };
    case TOO_MANY_PINGS:
      return { code: 1008, reason: "more pings came than the server took answers" };
    case NO_SIGN_OF_LIFE:
      return { code: 4408, reason: "the client heard no sign of life in the server's own time" };
    default:
      return code.startsWith("WS_ERR_") ? { code: 1002, reason: code } : null;
  }
}
