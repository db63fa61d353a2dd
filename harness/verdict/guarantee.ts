/** What one independent chance to fail is, for the bound that a pass states. */
export type TrialUnit = "run" | "user" | "connection" | "execution";

export interface GuaranteeEntry {
  readonly unit: TrialUnit;
  /** One line: the property, as a sentence that is true on a pass. */
  readonly holds: string;
  /** Not built yet: always `off`, and says so. */
  readonly later?: true;
}

/**
 * Every guarantee, deepest cause first: when one fault breaks several, attribution blames the first of them.
 */
export const GUARANTEES = {
  isolation: { unit: "run", holds: "nobody received anything of another user" },
  completeness: {
    unit: "run",
    holds: "every accepted run delivered all that its contract demands",
  },
  duplication: { unit: "run", holds: "no event arrived twice" },
  order: { unit: "run", holds: "events arrived in the contract's sequence" },
  pairing: { unit: "run", holds: "every tool call started once and ended once" },
  finality: { unit: "run", holds: "one terminal event a run, and nothing after it" },
  content: {
    unit: "run",
    holds: "payloads are what the contract says, and the user's own text came back",
  },
  deadline: { unit: "run", holds: "every event came within its limit" },
  connection: { unit: "connection", holds: "handshakes, welcomes and closes are as agreed" },
  identity: { unit: "user", holds: "the server knows who I am, and refuses bad tokens" },
  session: { unit: "user", holds: "sessions belong to one user and one holder", later: true },
  resume: {
    unit: "connection",
    holds: "a resume delivers the rest, or says what is missing",
    later: true,
  },
  interference: { unit: "user", holds: "a run looks the same alone and in a crowd", later: true },
  backpressure: { unit: "connection", holds: "a slow reader slows nobody else", later: true },
  clock: { unit: "run", holds: "server time never runs backwards within a run" },
  reach: { unit: "execution", holds: "the planned conditions really happened" },
} as const satisfies Record<string, GuaranteeEntry>;

export type GuaranteeName = keyof typeof GUARANTEES;

export const GUARANTEE_NAMES = Object.keys(GUARANTEES) as readonly GuaranteeName[];

export function isGuarantee(name: string): name is GuaranteeName {
  return Object.hasOwn(GUARANTEES, name);
}

/** Declared before the execution: see `Claims are made before the execution` in ARCHITECTURE.md. */
export type Claim = "claimed" | "watched" | "off";

export type Claims = Readonly<Record<GuaranteeName, Claim>>;

/** How well the expected events are known: A exactly, B by a server sequence number, C by identity, grammar and canaries. */
export type Tier = "A" | "B" | "C";
