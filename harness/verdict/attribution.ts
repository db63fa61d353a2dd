import { collapse } from "./collapse.ts";
import type { Consequence, Finding, Observation, Touch } from "./finding.ts";
import { fingerprint } from "./fingerprint.ts";
import type { GuaranteeName } from "./guarantee.ts";
import { type Cause, joinPlaces } from "./join-places.ts";
import { joinRuns } from "./join-runs.ts";
import { byDepth, depth } from "./observation-order.ts";

/**
 * An event too many, or at the wrong place: it says nothing on the rest of its run, and the rest of the
 * run says nothing on it. So these join others only at their very event.
 */
const LOCAL: ReadonlySet<GuaranteeName> = new Set(["duplication", "order", "finality", "clock"]);

/** What these explain, their cause explains: a leak leaves a hole, and a hole breaks a pair. */
const REACHING: ReadonlySet<GuaranteeName> = new Set(["isolation", "completeness"]);

/**
 * One fault, one finding: joins what checkers report of the same fault, and blames the deepest of them.
 *
 * Two reports are of one fault when they touch the same user and run, and there the same event type, or
 * when one of them is about the whole run; a leak also joins the leaks that were seen in its very op.
 * Faults at different events of a run stay apart, but for those at one place of its sequence and those of a run that
 * went to somebody else. Findings and consequences come deepest first. Linear but for the sort.
 */
export function attribute(observations: readonly Observation[]): readonly Finding[] {
  const roots: Root[] = [];
  const index = createIndex();
  for (const observation of collapse(observations).toSorted(rootsFirst)) {
    const cause = index.find(observation);
    if (cause) {
      cause.consequences.push(observation);
      if (REACHING.has(observation.guarantee)) index.add(observation, cause);
    } else {
      const root: Root = { observation, consequences: [] };
      roots.push(root);
      index.add(observation, root);
    }
  }
  return joinRuns(joinPlaces(roots).map(finding).toSorted(byDepth));
}

interface Root extends Cause {
  readonly consequences: Observation[];
}

/** Of `content`: what is wrong with a payload may be why nothing of the user's own text came back in it. */
const HOLLOW: ReadonlySet<string> = new Set([
  "empty-text",
  "missing-field",
  "wrong-type",
  "schema",
]);

/** Within one guarantee, a whole run explains its parts; a leak outside any event, or a missing echo, explains none. */
function rootsFirst(a: Observation, b: Observation): number {
  return depth(a.guarantee) - depth(b.guarantee) || breadth(a) - breadth(b) || byDepth(a, b);
}

function breadth({ guarantee, kind, event }: Observation): number {
  if (isSilence({ guarantee, kind })) return 2;
  return (event === null) === (guarantee === "isolation") ? 1 : 0;
}

/** Where roots stand, by key: a look-up is one step, however many there are. The first root of a key keeps it. */
function createIndex() {
  /** Roots at one event of one run, or about one whole run. */
  const exact = new Map<string, Root>();
  /** Roots about a whole run, by run: they explain what is missing at its events. */
  const wholes = new Map<string, Root>();
  /** Roots at some event, by run: they explain what the whole run lacks. */
  const parts = new Map<string, Root>();
  /** Roots at an event whose payload says nothing, by run: they explain why nothing came back in it. */
  const hollow = new Map<string, Root>();
  /** Leaks by receiver and op. */
  const leaks = new Map<string | null, Root>();
  /** Leaks at the very event that leaked: what else a leak touches, it breaks and does not leak. */
  const leaked = new Map<string, Root>();

  return {
    find(observation: Observation): Root | undefined {
      const places = placesOf(observation);
      const here = observation.guarantee === "isolation" ? leakedIn(observation, places) : places;
      const leak = first(here, (place) => leaked.get(eventKey(place)));
      if (observation.guarantee === "isolation") {
        const same = leak !== undefined && isOfOneVictim(leak.observation, observation);
        return same ? leak : leaks.get(leakKey(observation));
      }
      const joining = places.filter((place) => joinsByRun(observation, place));
      return (
        leak ??
        first([...places.filter(isAtEvent), ...joining], (place) => exact.get(eventKey(place))) ??
        first(joining, (place) => {
          const key = runKey(place);
          if (isSilence(observation)) return wholes.get(key) ?? parts.get(key) ?? hollow.get(key);
          return (place.event === null ? parts : wholes).get(key);
        })
      );
    },
    add(observation: Observation, root: Root): void {
      const places = placesOf(observation);
      for (const place of leakedIn(observation, places)) keep(leaked, eventKey(place), root);
      for (const place of places) {
        const joins = joinsByRun(observation, place);
        if (joins || isAtEvent(place)) keep(exact, eventKey(place), root);
        if (joins) keep(place.event === null ? wholes : parts, runKey(place), root);
        else if (isHollow(observation)) keep(hollow, runKey(place), root);
      }
      const leak = leakKey(observation);
      if (leak !== null) keep(leaks, leak, root);
    },
  };
}

/**
 * Whether an observation at this place joins others merely because one of the two is about the whole run.
 * What came wrong explains no loss and is explained by none: of `content` only a missing echo joins, and
 * a leak only where it was an event.
 */
function joinsByRun({ guarantee, kind }: Observation, { event }: Touch): boolean {
  if (guarantee === "content") return isSilence({ guarantee, kind });
  if (guarantee === "isolation") return event !== null;
  return event === null || !LOCAL.has(guarantee);
}

/** Nothing of the user's own text came back: it is about the whole run, although it names an event. */
function isSilence({ guarantee, kind }: Pick<Observation, "guarantee" | "kind">): boolean {
  return guarantee === "content" && kind === "no-echo";
}

function isHollow({ guarantee, kind }: Observation): boolean {
  return guarantee === "content" && HOLLOW.has(kind);
}

/**
 * Of the places that a leak touches, those of the event that leaked, at its owner and at its receiver. A text
 * that bled did so in an event of the receiver's: of the owner's no event need have leaked.
 */
function leakedIn(
  { guarantee, kind, victim, event }: Observation,
  places: readonly Touch[],
): readonly Touch[] {
  if (guarantee !== "isolation" || event === null) return [];
  return places.filter(
    (place) => place.event === event && (kind !== "bleed" || place.user !== victim),
  );
}

/** What one user's leak is seen by, another's is not explained by. */
function isOfOneVictim(a: Observation, b: Observation): boolean {
  return a.victim === null || b.victim === null || a.victim === b.victim;
}

function isAtEvent({ event }: Touch): boolean {
  return event !== null;
}

/** Every place in a run that an observation speaks of; what names no run meets others through its touches only. */
function placesOf(observation: Observation): readonly Touch[] {
  return [observation, ...(observation.touches ?? [])].filter(
    ({ user, run }) => user !== null && run !== null,
  ) as readonly Touch[];
}

function first(places: readonly Touch[], look: (place: Touch) => Root | undefined) {
  for (const place of places) {
    const root = look(place);
    if (root) return root;
  }
  return undefined;
}

function keep<Key>(map: Map<Key, Root>, key: Key, root: Root): void {
  if (!map.has(key)) map.set(key, root);
}

function runKey({ user, run }: Touch): string {
  return JSON.stringify([user, run]);
}

function eventKey({ user, run, event }: Touch): string {
  return JSON.stringify([user, run, event]);
}

function leakKey({ guarantee, user, ops }: Observation): string | null {
  return guarantee === "isolation" && ops[0] !== undefined ? JSON.stringify([user, ops[0]]) : null;
}

function finding({ observation, consequences }: Cause): Finding {
  const { touches: _touches, place: _place, ...rest } = observation;
  return {
    ...rest,
    consequences: consequences.toSorted(byDepth).map(consequence),
    consequenceCount: consequences.length,
    fingerprint: fingerprint(observation),
  };
}

function consequence(observation: Observation): Consequence {
  const { guarantee, kind, user, run, event, ops, message } = observation;
  return { guarantee, kind, user, run, event, ops, message };
}
