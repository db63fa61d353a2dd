import type { EventOp } from "../../history/op.ts";
import { holdAbsence } from "../absence.ts";
import type { CheckerFactory } from "../checker.ts";
import { demandedFields, driftedFields, missingFields, nameCheck, threadOf } from "./envelope.ts";
import { excerpt, name } from "../words/excerpt.ts";
import { brokenFields, brokenSchema, fieldRules, holds, type PayloadFault } from "./payload.ts";
import type { Ownership, Run } from "../scene/scene.ts";
import { textFindings } from "../text-findings.ts";

/** One thing wrong with a run, however many of its events show it. */
interface Blemish {
  readonly kind: string;
  readonly words: string;
  readonly types: Set<string>;
  readonly ops: number[];
}

const NO_BLEMISHES: ReadonlyMap<string, Blemish> = new Map();

/** Ops that a finding quotes at most. */
const QUOTED = 5;

/**
 * Payloads are what the contract says: fields and schemas, required text not empty; run, thread, user and
 * what else the envelope must name are present and constant; and where `echo` is `required` the user's
 * own canary came back in a complete run.
 *
 * One finding a run and field. Cannot judge what the recorder cut from a payload: that is `unknown`.
 */
export const content: CheckerFactory = (context) => {
  const { header, contract } = context;
  const demanded = demandedFields(contract, header.dialect.provides);
  const namesAll = nameCheck(demanded);
  const rules = fieldRules(contract.fields);
  const planned = new Set(header.plan.users.map(({ id }) => id));
  const schemas = new Map(Object.entries(contract.schemas));
  const absence = holdAbsence(context);
  const lost = header.contract.schemaTypes.filter((type) => !schemas.has(type));
  const asynchronous = new Set<string>();
  const threw = new Set<string>();
  /** Runs open now that were told of, and users of whom no run was meant. */
  const misnamed = new Set<string>();
  let trials = 0;
  let evaluated = 0;
  let cut = 0;

  /** Of each user and run the first such event is told. */
  function tellMisnamed(op: EventOp, run: Run | null): void {
    evaluated += 1;
    const user = run?.owner ?? op.user;
    if (user === null) return;
    const key = keyOf(user, run?.id ?? "");
    if (misnamed.has(key)) return;
    misnamed.add(key);
    const told = op.event.run;
    const words =
      told === null ? "names no run" : `names the run ${excerpt(told)}, ${runHint(told, run)}`;
    context.report({
      guarantee: "content",
      kind: told === null ? "missing-run" : "run-drift",
      user,
      victim: null,
      run: run?.id ?? null,
      event: op.event.type,
      ops: [op.index],
      message: `${user}'s ${name(op.event.type)} ${words}`,
    });
  }

  function payloadFaults(op: EventOp): readonly PayloadFault[] {
    const { type, data } = op.event;
    const schema = schemas.get(type);
    const faults = [...brokenFields(data, rules.get(type) ?? [])];
    const judged = schema === undefined ? null : brokenSchema(data, schema);
    if (judged === "asynchronous") asynchronous.add(type);
    else if (judged === "threw") threw.add(type);
    else if (judged !== null) faults.push(judged);
    if (op.truncated !== true || faults.length === 0) return faults;
    cut += 1;
    return [];
  }

  /** Whether nothing at all is wrong with the events of a run: mostly so, and then nothing need be told apart. */
  function isSound({ streams, owner }: Run, thread: string | null): boolean {
    for (const { received } of streams) {
      for (const { op, copyOf } of received) {
        if (copyOf === null && !isFit(op, owner, thread)) return false;
      }
    }
    return true;
  }

  function isFit({ event }: EventOp, owner: string, thread: string | null): boolean {
    return (
      (event.user === null || event.user === owner) &&
      (event.thread === null || thread === null || event.thread === thread) &&
      namesAll(event) &&
      !schemas.has(event.type) &&
      holds(event.data, rules.get(event.type))
    );
  }

  function blemishes(run: Run): ReadonlyMap<string, Blemish> {
    const thread = threadOf(run, demanded);
    if (isSound(run, thread)) {
      evaluated += run.streams.reduce((sum, stream) => sum + originals(stream), 0);
      return NO_BLEMISHES;
    }
    const found = new Map<string, Blemish>();
    const note = (key: string, kind: string, words: string, op: EventOp): void => {
      const blemish = found.get(key) ?? { kind, words, types: new Set(), ops: [] };
      found.set(key, blemish);
      blemish.types.add(op.event.type);
      if (blemish.ops.length < QUOTED) blemish.ops.push(op.index);
    };
    for (const { op, copyOf } of run.streams.flatMap((stream) => stream.received)) {
      if (copyOf !== null) continue;
      evaluated += 1;
      const envelope = [
        ...missingFields(op.event, demanded),
        ...driftedFields(op.event, run.owner, thread, planned),
      ];
      for (const { kind, words } of envelope) note(kind, kind, words, op);
      for (const { kind, field, words } of payloadFaults(op)) {
        const path = field === "" ? "its payload" : `its ${name(field)}`;
        note(`${kind} ${op.event.type} ${field}`, kind, `: ${path} ${words}`, op);
      }
    }
    return found;
  }

  function echo(run: Run): void {
    if (contract.echo !== "required" || run.canary === null || !ownAnswer(run)) return;
    const { canary, echoed = false } = run;
    if (echoed) return;
    const events = run.streams.flatMap((stream) => stream.received.map(({ op }) => op));
    if (events.some((op) => op.canaries?.includes(canary) === true)) return;
    const last = run.streams.find((stream) => stream.terminal !== null)?.terminal ?? null;
    absence.hold(run.owner, {
      guarantee: "content",
      kind: "no-echo",
      user: run.owner,
      victim: null,
      run: run.id,
      event: last?.op.event.type ?? null,
      ops: [...(last === null ? [] : [last.op.index]), run.sendIndex],
      message: `${run.owner}'s run was answered, and nothing of what he wrote came back in its ${events.length} events`,
    });
  }

  /** Whether the run ended as a success, so that its answer must be to what was asked. */
  function ownAnswer(run: Run): boolean {
    return (
      run.end === "complete" &&
      run.cancelRequested === null &&
      run.streams.some(
        ({ terminal }) =>
          terminal !== null && contract.terminal.success.includes(terminal.op.event.type),
      )
    );
  }

  return {
    guarantee: "content",
    watches: ["stray"],
    observe(op, place) {
      if (op.type === "event" && isMisnamed(op, place.ownership)) tellMisnamed(op, place.run);
    },
    settle(run) {
      misnamed.delete(keyOf(run.owner, run.id));
      if (!run.streams.some((stream) => stream.received.length > 0)) return;
      trials += 1;
      for (const { kind, words, types, ops } of blemishes(run).values()) {
        const [type = "", another] = types;
        const subject =
          another === undefined
            ? `${run.owner}'s ${name(type)}`
            : `each of ${types.size} types of ${run.owner}'s events`;
        context.report({
          guarantee: "content",
          kind,
          user: run.owner,
          victim: null,
          run: run.id,
          event: another === undefined ? type : null,
          ops,
          message: `${subject}${words.startsWith(":") ? "" : " "}${words}`,
        });
      }
      echo(run);
    },
    finish() {
      textFindings(context, "garbled").forEach(context.report);
      absence.release();
    },
    tally() {
      const reasons = [
        lost.length === 0
          ? null
          : `payload schemas of ${lost.join(", ")} are not stored: judge with the config`,
        asynchronous.size === 0
          ? null
          : `schemas of ${[...asynchronous].join(", ")} answer asynchronously and cannot be judged`,
        threw.size === 0 ? null : `schemas of ${[...threw].join(", ")} threw in place of an answer`,
        cut === 0 ? null : `${cut} payloads look wrong, and were cut when they were recorded`,
        absence.unknown(),
      ].filter((reason) => reason !== null);
      return {
        trials,
        evaluated,
        unknown: reasons.length === 0 ? null : reasons.join("; "),
        ...(header.slice && { counting: context.scene.texts.held > 0 }),
      };
    },
  };
};

/** What is wrong with the id of a run that is none of ours. */
function runHint(told: string, run: Run | null): string {
  const isSpelling = told.toLowerCase() === run?.id.toLowerCase();
  return isSpelling ? "its own id in another spelling" : "which nobody sent";
}

function keyOf(user: string, run: string): string {
  return `${user} ${run}`;
}

function originals({ received }: Run["streams"][number]): number {
  return received.reduce((sum, { copyOf }) => (copyOf === null ? sum + 1 : sum), 0);
}

/** Of stray events those that are their receiver's all the same: by thread or user, while the run's id says otherwise or nothing. */
function isMisnamed(op: EventOp, ownership: Ownership | null): boolean {
  return ownership?.kind === "drifted" || (op.event.run === null && ownership?.kind === "own");
}
