import type { Fault, Place } from "./fault.ts";
import { answerOf, type AnswerScript, type Script, type Speech, type Terms } from "./script.ts";

/** The run that is struck: the n-th of the plan, all users' first runs first. */
export function struck(
  { crowd: { users, runsPerUser } }: Script,
  place: Place,
  fault: Pick<Fault, "late">,
): { readonly user: number; readonly run: number } {
  const user = place.run % users;
  const run = Math.floor(place.run / users) % runsPerUser;
  return { user, run: fault.late === true ? runsPerUser - 1 : run };
}

/** A script in which the fault can be seen: everybody gets in, numbers are a run's, and the run that is struck is answered. */
export function fitted(fault: Fault, script: Script, place: Place): Script {
  const { terms, speech } = script;
  const calm: Script = {
    ...script,
    refused: [],
    terms: { ...terms, maxErrored: 1 },
    speech: { ...speech, numbering: "run" },
  };
  const fit = fault.fit?.(calm, place) ?? calm;
  return answering(fit, place, fault, { fate: fault.deaf === true ? "cancel" : "complete" });
}

/** With this change to the answer of the run that is struck. */
export function answering(
  script: Script,
  place: Place,
  fault: Pick<Fault, "late">,
  change: Partial<AnswerScript>,
): Script {
  const { users, runsPerUser } = script.crowd;
  const target = struck(script, place, fault);
  const answers = Array.from({ length: users * runsPerUser }, (_, nth) => {
    const user = nth % users;
    const run = Math.floor(nth / users);
    const answer = answerOf(script, user, run);
    return user === target.user && run === target.run ? { ...answer, ...change } : answer;
  });
  return { ...script, answers };
}

/** With this change to every answer. */
export function allAnswering(script: Script, change: Partial<AnswerScript>): Script {
  return { ...script, answers: script.answers.map((answer) => ({ ...answer, ...change })) };
}

export function saying(script: Script, change: Partial<Speech>): Script {
  return { ...script, speech: { ...script.speech, ...change } };
}

export function agreeing(script: Script, change: Partial<Terms>): Script {
  return { ...script, terms: { ...script.terms, ...change } };
}

/** With at least so many users, runs of each, and sentinels. */
export function crowded(
  script: Script,
  least: { readonly users?: number; readonly runs?: number; readonly sentinels?: number },
): Script {
  const { crowd } = script;
  return {
    ...script,
    crowd: {
      ...crowd,
      users: Math.max(crowd.users, least.users ?? 1),
      runsPerUser: Math.max(crowd.runsPerUser, least.runs ?? 1),
      sentinels: Math.max(crowd.sentinels, least.sentinels ?? 0),
    },
  };
}

/** Where the contract leaves the number of events open, only numbers of the server's own tell what is missing. */
export function countable(script: Script): Script {
  return script.terms.contract === "five-events" ? script : saying(script, { seq: "promised" });
}
