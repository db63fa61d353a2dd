import type { CloseOp, OpenOp } from "../history/op.ts";
import type { CheckerFactory } from "./checker.ts";
import { OWN_NAMES } from "./content/envelope.ts";
import { excerpt } from "./words/excerpt.ts";
import { refusesByClose, refusesByStatus, TRY_LATER, turnsAwayForNow } from "./refusal.ts";
import { typeWords } from "./words/type-words.ts";

/** Milliseconds that a probe must have been held before its silence says that it was let in. */
const HELD = 900;

/** A probe that got through the upgrade, and what it heard since that only a user should hear. */
interface AdmittedProbe {
  readonly open: OpenOp;
  answer: number | null;
  /** The first event of a user that it received; null: none. */
  leak: { readonly index: number; readonly words: string } | null;
}

/**
 * The server takes each connection for the user whose token it presented, and refuses bad tokens properly:
 * HTTP 401 or 403 before the upgrade, or a close code that says "not authorised" before anything else.
 *
 * Finds `wrong-subject`, `probe-accepted`, `probe-status`. Cannot see an identity that the server keeps
 * to itself: without a welcome that names the user, only the probes are judged.
 *
 * The trial is a user who was named to himself: bad tokens are no users, and tell nothing of how many there are.
 * Where no welcome is promised all of them together are one trial, since nobody else may be.
 */
export const identity: CheckerFactory = (context) => {
  const { header } = context;
  const isPromised = header.dialect.provides.welcome === "always";
  const planned = new Set(header.plan.users.map((user) => user.id));
  const named = new Set<string>();
  const mistaken = new Set<string>();
  const admitted = new Map<number, AdmittedProbe>();
  const refused = new Set<string>();
  let probes = 0;
  let judged = 0;
  let undecided: string | null = null;

  function subject(user: string, told: string, index: number): void {
    named.add(user);
    if (told === user || mistaken.has(user)) return;
    mistaken.add(user);
    const who = planned.has(told) ? "" : `, who is ${OWN_NAMES}`;
    context.report({
      guarantee: "identity",
      kind: "wrong-subject",
      user,
      victim: planned.has(told) ? told : null,
      run: null,
      event: null,
      ops: [index],
      message: `${user} connected with a token of his own, and the server welcomed ${excerpt(told)}${who}`,
    });
  }

  function spokenTo({ open, answer, leak }: AdmittedProbe): boolean {
    if (leak !== null) accepted(open, leak.index, leak.words);
    else if (answer !== null) accepted(open, answer, "the server spoke to it as to a user");
    return answer !== null;
  }

  function accepted(open: OpenOp, proof: number, how: string): void {
    judged += 1;
    convict("probe-accepted", open, [proof, open.index], `was let in: ${how}`);
  }

  function turnedAway(open: OpenOp, proof: number, proper: boolean, how: string): void {
    judged += 1;
    if (proper) refused.add(credentials(open));
    else convict("probe-status", open, [proof], `was refused with ${how}, which does not say so`);
  }

  function convict(kind: string, open: OpenOp, ops: readonly number[], what: string): void {
    context.report({
      guarantee: "identity",
      kind,
      user: null,
      victim: null,
      run: null,
      event: null,
      ops: [...new Set(ops)],
      message: `A connection with bad credentials (${credentials(open)}) ${what}`,
    });
  }

  function knock(op: OpenOp): void {
    probes += 1;
    if (op.outcome === "open") admitted.set(op.connection, { open: op, answer: null, leak: null });
    else if (op.status === null) undecided ??= `no answer (${excerpt(op.reason ?? "no reason")})`;
    else if (turnsAwayForNow(op.status)) undecided ??= `HTTP ${op.status}, "not now"`;
    else turnedAway(op, op.index, refusesByStatus(op.status), `HTTP ${op.status}`);
  }

  function leave(probe: AdmittedProbe, op: CloseOp): void {
    const { open } = probe;
    if (spokenTo(probe)) return;
    if (op.by !== "harness" && op.code === TRY_LATER) undecided ??= `close ${op.code}`;
    else if (op.by !== "harness") {
      turnedAway(open, op.index, refusesByClose(op.code), `close code ${op.code}`);
    } else if (op.time - open.time < HELD) undecided ??= "we left too early to tell";
    else {
      const waited = Math.round(op.time - open.time);
      accepted(open, op.index, `the server had not closed it after ${waited} ms`);
    }
  }

  return {
    guarantee: "identity",
    watches: ["open", "close", "frame", "stray"],
    observe(op, { ownership }) {
      if (op.type === "frame" && op.kind === "welcome" && op.user !== null && op.subject !== null) {
        subject(op.user, op.subject, op.index);
      }
      if (!header.verifies) return;
      if (op.type === "open" && op.role === "probe") knock(op);
      if (op.type !== "frame" && op.type !== "event" && op.type !== "close") return;
      const probe = admitted.get(op.connection);
      if (probe === undefined) return;
      if (op.type === "close") {
        leave(probe, op);
        admitted.delete(op.connection);
      } else if (op.type === "event" || op.kind === "welcome" || op.kind === "accepted") {
        probe.answer ??= op.index;
        if (op.type === "event" && ownership?.kind === "foreign") {
          const words = `it received ${ownership.owner}'s ${typeWords(op.event.type)}`;
          probe.leak ??= { index: op.index, words };
        }
      }
    },
    finish() {
      for (const probe of admitted.values()) {
        if (!spokenTo(probe)) undecided ??= "the history ended first";
      }
      admitted.clear();
    },
    tally() {
      return {
        trials: named.size + (isPromised ? 0 : Math.min(1, judged)),
        evaluated: named.size + probes,
        unknown: unknown(),
        notes: refused.size === 0 ? [] : [`refused as they should be: ${[...refused].join(", ")}`],
      };
    },
  };

  function unknown(): string | null {
    if (!header.verifies) return null;
    // Of a crowd in slices the first presents the bad tokens.
    if (probes === 0 && (header.slice?.index ?? 0) > 0) return null;
    if (probes === 0) return "the target is said to verify tokens, and no bad token was tried";
    if (undecided === null) return null;
    return `${probes - judged} of ${probes} bad tokens were not judged: ${undecided}`;
  }
};

function credentials(open: OpenOp): string {
  return open.probe ?? "unnamed";
}
