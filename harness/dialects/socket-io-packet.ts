/** What a text of Socket.IO says, over Engine.IO 4 on a WebSocket. */
export type Packet =
  | { readonly is: "ping" | "pong" | "other" | "malformed" }
  | { readonly is: "connected" | "refused"; readonly fields: string }
  | { readonly is: "event"; readonly name: string; readonly args: readonly unknown[] };

/** Engine.IO's type, Socket.IO's type, attachments of a binary event, namespace, id of an acknowledgement. */
const HEAD = /^4([0-6])(?:\d{1,3}-)?(?:(\/[^,]*),)?(?:\d{1,15}(?=\[))?/;

const OTHER: Packet = { is: "other" };
const MALFORMED: Packet = { is: "malformed" };

/** Reads the packets of one namespace; those of another are `other`. */
export function readPacket(text: string, namespace: string): Packet {
  if (text === "2") return { is: "ping" };
  if (text === "3") return { is: "pong" };
  const head = HEAD.exec(text);
  if (head === null) return /^[0156]/.test(text) ? OTHER : MALFORMED;
  const [prefix, type, where = "/"] = head;
  if (where !== namespace) return OTHER;
  const body = text.slice(prefix.length);
  if (type === "0") return { is: "connected", fields: body };
  if (type === "4") return { is: "refused", fields: body };
  return type === "2" || type === "5" ? readEvent(body) : OTHER;
}

function readEvent(body: string): Packet {
  try {
    const parts: unknown = JSON.parse(body);
    if (!Array.isArray(parts)) return MALFORMED;
    const [name, ...args] = parts as readonly unknown[];
    return typeof name === "string" ? { is: "event", name, args } : MALFORMED;
  } catch {
    return MALFORMED;
  }
}

/** A packet of Socket.IO as a text of Engine.IO. */
export function writePacket(type: "connect" | "event", namespace: string, body: string): string {
  const where = namespace === "/" ? "" : `${namespace},`;
  return `4${type === "connect" ? 0 : 2}${where}${body}`;
}
