import type { Op } from "../../history/op.ts";
import { canariesIn } from "../../ownership/search.ts";
import type { Observation } from "../../verdict/finding.ts";
import { holdAbsence } from "../absence.ts";
import { withArticle } from "../words/article.ts";
import type { CheckerFactory } from "../checker.ts";
import { createDeltas } from "../scene/deltas.ts";
import { isAnswered } from "../scene/run-end.ts";
import { createCrossRuns } from "./cross-run.ts";
import { createEnvelopes, type Whose } from "./envelopes.ts";
import { createEventIds } from "./event-ids.ts";
import { createFrameTexts } from "./frame-texts.ts";
import type { Leak } from "./leak.ts";
import { createLeaks } from "./leaks.ts";
import { createMessages, type Part } from "./message.ts";
import { type CanaryRun, createOwners } from "./owners.ts";
import { createSpanIds } from "./span-ids.ts";
import { insideWords, overWords, partWords, receiverWords } from "./words.ts";

/**
 * Share of runs that must bring their canary back for a pass to speak of bleed; where none is expected, of those that
 * must say at all whose they are.
 */
const ENOUGH = 0.8;

const BLIND =
  "not seen: what a server compresses, encrypts, encodes twice (other than in base64) or says in other words; a marker that is cut, reversed or split between two types of events";

/**
 * Nobody receives anything of another user: no event (`misroute`), no event or body that many receive
 * (`shared`), no text or token of another in any byte (`bleed`), and nothing of another run of his own
 * that the contract's memory forbids (`cross-run`). A sentinel receives nothing of any run.
 *
 * All is evidence of presence, so it stands on a damaged history; an event or text of a run that was not
 * sent yet is the exception. Blind to what is compressed, encrypted or paraphrased.
 */
export const isolation: CheckerFactory = (context) => {
  const { header, contract, scene } = context;
  const report = (observation: Observation) => context.report(observation);
  const owners = createOwners(header);
  const absence = holdAbsence(context);
  const leaks = createLeaks(header.linger, contract.spans, report);
  const ids = createEventIds(header, report);
  const spanIds = createSpanIds(header, contract, (user, one) => absence.hold(user, one));
  const deltas = createDeltas(contract);
  const frameTexts = createFrameTexts();
  const crossRuns = createCrossRuns(contract.memory, owners, absence, report);
  const messages = createMessages(close);
  const sentinels = new Set(
    header.plan.users.filter(({ role }) => role === "sentinel").map(({ id }) => id),
  );
  const envelopes = createEnvelopes(header, owners, sentinels);
  /** Users of ours whose account another execution uses at the same time. */
  const crowded = new Set<string | null>();
  /** Canaries that became whole with an op of the message at hand, and the op. */
  let joined = new Map<string, Op>();
  let trials = 0;
  let answered = 0;
  /** Of these, the ones that had the time to bring their marker back: a run that its user cancelled may not. */
  let uncut = 0;
  let attested = 0;
  let evaluated = 0;

  function leak(part: Part, about: Pick<Leak, "kind" | "victim" | "run" | "sent">, words: string) {
    const { op, place } = part;
    // A message is judged when the next op has been placed: a send that came after it proves nothing of it.
    const open = about.run === null ? undefined : scene.runs.get(about.run);
    const victimRun = open !== undefined && open.sendIndex < op.index ? open : null;
    const own = place.run !== null && place.run.owner === op.user ? place.run : null;
    // Under another's name, and with his own text: it is missing in the run that the text is of.
    const named = own?.id ?? settledRunOf(part) ?? (op.type === "event" ? ownRunIn(part) : null);
    const who = receiverWords(op.user, op.user !== null && sentinels.has(op.user));
    leaks.add({
      ...about,
      op,
      receiver: op.user,
      victimRun,
      receiverRun: named,
      sent: about.sent ?? victimRun?.sendIndex ?? null,
      message: `${who} received ${words}`,
    });
    if (op.type === "event" && own !== null) ids.leaked(op, own);
  }

  /** The receiver's run whose text an event holds; null: none. */
  function ownRunIn({ op }: Part): string | null {
    if (op.type !== "event") return null;
    for (const canary of canariesIn(JSON.stringify(op.event.data))) {
      const source = owners.canary(canary);
      if (source !== null && source !== "other-execution" && source.owner === op.user) {
        return source.run;
      }
    }
    return null;
  }

  function misroute(part: Part, whose: Whose): void {
    const what =
      whose.victim === null
        ? `${withArticle(partWords(part))} that belongs to nobody of this plan`
        : `${whose.victim}'s ${partWords(part)}`;
    leak(part, { kind: "misroute", ...whose }, what);
  }

  /** The part of a message that holds the canary, or in which it became whole; null: that cannot be told. */
  function partOf(parts: readonly Part[], canary: string): Part | null {
    const whole = joined.get(canary);
    return parts.find((part) => part.op === whole || holds(part, canary)) ?? null;
  }

  function bleed(parts: readonly Part[], source: CanaryRun, canary: string): void {
    const part = partOf(parts, canary) ?? parts[0];
    if (!part) return;
    const { owner: victim, run, sent } = source;
    const split = parts[0]?.op.canaries?.includes(canary) !== true;
    const where = split ? overWords(part) : insideWords(part);
    leak(part, { kind: "bleed", victim, run, sent }, `${victim}'s text ${where}`);
  }

  /** Whether a message speaks of the receiver's own run alone, and holds nothing but that run's text. */
  function isHisOwn({ op, place: { run, ownership } }: Part): boolean {
    if (run === null || run.owner !== op.user || op.tokens !== undefined || joined.size > 0) {
      return false;
    }
    if (op.type === "event" && (ownership?.kind !== "own" || sentinels.has(run.owner))) {
      return false;
    }
    return op.canaries === undefined || op.canaries.every((found) => found === run.canary);
  }

  function judge(parts: readonly Part[]): void {
    const [first] = parts;
    if (!first) return;
    const receiver = envelopes.receiverOf(parts);
    const victims = new Set<string>();
    const strays: Part[] = [];
    let own = false;
    for (const part of parts) {
      const whose = envelopes.foreigner(part, receiver);
      if (whose === null) {
        if (part.op.type === "event" && part.place.ownership?.kind === "unsent") {
          crossRuns.early(part, part.place.ownership.run);
        }
      } else if (whose.victim === null) strays.push(part);
      else {
        victims.add(whose.victim);
        misroute(part, whose);
      }
    }
    for (const canary of new Set([...(first.op.canaries ?? []), ...joined.keys()])) {
      const others = parts.filter(({ place }) => place.run?.canary !== canary);
      const source = owners.canary(canary);
      if (source === null) continue;
      if (
        others.length < parts.length &&
        source !== "other-execution" &&
        source.owner === receiver
      ) {
        // In a message of several runs each is asked for itself.
        for (const part of others) if (holds(part, canary)) crossRuns.canary(source, [part], part);
        continue;
      }
      if (source === "other-execution") {
        if (receiver !== null) crowded.add(receiver);
      } else if (source.owner === receiver) {
        own = true;
        crossRuns.canary(source, parts, partOf(parts, canary));
      } else if (!victims.has(source.owner)) {
        victims.add(source.owner);
        const stray = strays.shift();
        if (stray) misroute(stray, { victim: source.owner, run: source.run, sent: source.sent });
        else bleed(parts, source, canary);
      }
    }
    // The receiver's own text shows that a stray event is his, whatever its envelope says.
    if (!own) for (const stray of strays) misroute(stray, { victim: null, run: null, sent: null });
    for (const victim of first.op.tokens ?? []) {
      if (victim === receiver || victims.has(victim)) continue;
      const words = `${victim}'s token ${insideWords(first)}`;
      leak(first, { kind: "bleed", victim, run: null, sent: null }, words);
    }
  }

  function close(first: Part, others: readonly Part[]): void {
    evaluated += 1;
    if (others.length > 0 || !isHisOwn(first)) judge([first, ...others]);
    if (joined.size > 0) joined = new Map();
  }

  return {
    guarantee: "isolation",
    // A leak is told when the linger is over, whether or not anybody says something then.
    watches: ["open", "close", "send", "event", "frame", "tick"],
    observe(op, place) {
      messages.next(op, place);
      leaks.pass(op.time);
      if (op.type === "send") owners.sent(op);
      else if (op.type === "close") frameTexts.close(op.connection);
      else if (op.type === "frame") {
        for (const canary of frameTexts.push(op)) joined.set(canary, op);
      }
      if (op.type !== "event" || place.run === null || place.ownership?.kind !== "own") return;
      for (const canary of deltas.push(op, place.run)) joined.set(canary, op);
      ids.see(op, place.run, place.received);
    },
    settle(run) {
      messages.rest();
      ids.settle(run);
      spanIds.settle(run);
      deltas.settle(run);
      crossRuns.settle(run);
      if (run.fate !== "fail" && run.refusal === null) trials += 1;
      if (!isAnswered(run)) return;
      answered += 1;
      if (run.cancelRequested === null || run.echoed === true) uncut += 1;
      if (run.named === true) attested += 1;
    },
    finish() {
      messages.rest();
      ids.finish();
      leaks.finish(crowded);
      crossRuns.finish();
      spanIds.finish();
      absence.release();
    },
    tally() {
      const { echoed } = scene.counts;
      const quiet =
        contract.echo === "expected" &&
        header.claims.isolation === "claimed" &&
        echoed < ENOUGH * Math.max(uncut, answered / 2);
      const nameless = contract.echo === "none" && attested < ENOUGH * answered;
      const reasons = [
        crowded.size === 0
          ? null
          : `another execution uses these accounts: its markers came to ${crowded.size} of our users`,
        quiet
          ? `only ${echoed} of ${answered} answered runs brought their marker back, so that bleed was hardly tried: ask the agent to repeat the marker at the head of the message`
          : null,
        nameless
          ? `in ${answered - attested} of ${answered} answered runs nothing told whose the answer is but the connection that it came on, so that another user's would look the same: have the events name the run (the thread, the user), or bring its marker back`
          : null,
        absence.unknown(),
      ].filter((reason) => reason !== null);
      const unclaimed =
        contract.echo === "none" ? ["bleed is not claimed: the contract says echo: none"] : [];
      return {
        trials,
        evaluated,
        unknown: reasons.length === 0 ? null : reasons.join("; "),
        notes: [...unclaimed, BLIND],
      };
    },
  };
};

/** Whether what was kept of this event holds the canary. The text of a frame may be that of a whole message. */
function holds({ op }: Part, canary: string): boolean {
  return op.type === "event" && canariesIn(JSON.stringify(op.event)).includes(canary);
}

/** The run of the receiver's that was over, and that the envelope names all the same; null: it names none. */
function settledRunOf({ place: { ownership } }: Part): string | null {
  return ownership?.kind === "settled" ? ownership.run : null;
}
