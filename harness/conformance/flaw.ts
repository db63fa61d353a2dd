/** What a dialect promises, whatever server it speaks with. */
export type DialectClaim =
  /** The same input gives the same output, whatever was asked in between. */
  | "pure"
  /** Nothing that a server may send makes `receive` throw, or answer with what is no message. */
  | "total"
  /** A run can be started, and its five events come back as what they are. */
  | "round-trip"
  /** Run, thread and user are the same in all events of a run, and no two events share an id. */
  | "constant-ids"
  /** A message of an unknown type is recorded as `unknown`, and no event. */
  | "unknown"
  /** Every name in a message stood in the text: a run is never guessed, and never remembered. */
  | "proof"
  /** The token stands in the handshake, and in nothing else that is sent. */
  | "secret"
  /** One of the given examples. */
  | "example";

/** One way in which a dialect breaks a promise. */
export interface DialectFlaw {
  readonly claim: DialectClaim;
  /** One sentence. */
  readonly message: string;
  /** The text that shows it, its head alone; null: none does. */
  readonly text: string | null;
}

const HEAD = 200;

export function flaw(
  claim: DialectClaim,
  message: string,
  text: string | null = null,
): DialectFlaw {
  return { claim, message, text: text === null ? null : text.slice(0, HEAD) };
}
