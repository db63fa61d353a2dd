/** How much of what a server sends is kept. Everything is searched in full before it is cut. */
export interface RecorderLimits {
  /** Characters of one text in a payload. */
  readonly text: number;
  /** Levels of nesting in a payload. */
  readonly depth: number;
  /** Entries of one object or list in a payload. */
  readonly entries: number;
  /** Characters of a whole payload, keys and punctuation included. */
  readonly payload: number;
  /** Characters of an id or a type: the rest of a longer one becomes its hash, so that it stays distinct. */
  readonly id: number;
  /** Characters of the head of a message that is no event. */
  readonly frame: number;
  /** Characters of a close reason, or of why a handshake failed. */
  readonly reason: number;
}

export const LIMITS: RecorderLimits = {
  text: 4_096,
  depth: 32,
  entries: 1_000,
  payload: 65_536,
  id: 256,
  frame: 512,
  reason: 200,
};
