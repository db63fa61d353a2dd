import { Buffer } from "node:buffer";
import { Line } from "./line.ts";

/** A line of this text, and nothing behind it. */
export function lineOf(text: string): Line {
  const line = new Line();
  line.turnTo(Buffer.from(text), 0);
  return line;
}
