import { COMPLETED, STARTED, THINKING } from "../../../contract/event-types.ts";
import { changed, eventsOf, holding, own, pick, type Sent, struckOf } from "../events.ts";
import type { Fault, Injection, Site } from "../fault.ts";
import { agreeing, saying } from "../fit.ts";
import type { Saying } from "../script.ts";
import { type Delivery, dataOf, said, type Wire, wireOf } from "../wire.ts";

/** From some event on the run is called otherwise. */
const runDrift: Fault = {
  id: "run-id-drift",
  // The crowd does not know such a run, and may leave, or let the server drain, in its middle.
  fit: (script) => ({ ...saying(script, { thread: "promised" }), drains: false }),
  strike(deliveries, site) {
    const events = eventsOf(deliveries);
    const from = site.place.step % events.length;
    const names = ["run-2", "6f1c2c3e-8a55-4f4e-9d4a-0d6c1f1f8a11"];
    const run_id = pick(names, site.place.other) ?? "";
    const gone = events.filter(({ step }) => step >= from).flatMap(({ all }) => all);
    const drifted = changed(deliveries, gone, (one) => said(one, { run_id }));
    const type = events[from]?.type ?? "";
    return {
      deliveries: drifted.deliveries,
      expected: {
        ...own(site),
        kinds: ["content/run-drift"],
        events: [type],
        guilty: drifted.guilty,
      },
    };
  },
};

const FIELDS = [
  ["user", "user_id", "content/missing-user"],
  ["thread", "thread_id", "content/missing-thread"],
  ["id", "event_id", "content/missing-id"],
  ["seq", "seq", "content/missing-seq"],
  ["time", "timestamp", "content/missing-timestamp"],
] as const;

/** A field that the server always promised is missing. */
const missing: Fault = {
  id: "missing-field",
  fit(script, place) {
    const promised: Saying = "promised";
    return saying(script, { [pick(FIELDS, place.other)?.[0] ?? "user"]: promised });
  },
  strike(deliveries, site) {
    const [, field = "user_id", kind = "content/missing-user"] =
      pick(FIELDS, site.place.other) ?? [];
    return struckEvent(deliveries, site, kind, (one) => {
      const { [field]: _gone, ...rest } = wireOf(one);
      return { ...one, body: { json: rest } };
    });
  },
};

const threadDrift: Fault = {
  id: "thread-drift",
  fit: (script) => saying(script, { thread: "promised" }),
  strike: (deliveries, site) =>
    struckEvent(deliveries, site, "content/thread-drift", (one) => said(one, { thread_id: "t" })),
};

const userDrift: Fault = {
  id: "user-drift",
  fit: (script) => saying(script, { user: "promised" }),
  strike: (deliveries, site) =>
    struckEvent(deliveries, site, "content/user-drift", (one) => said(one, { user_id: "x" })),
};

const TEXTS: Readonly<Record<string, string>> = {
  [STARTED]: "agent_name",
  [THINKING]: "reasoning",
  [COMPLETED]: "final_response",
};

const hasText = ({ type }: Sent) => Object.hasOwn(TEXTS, type);

const emptyText: Fault = {
  id: "empty-text",
  strike: (deliveries, site) =>
    struckEvent(deliveries, site, "content/empty-text", (one) => emptied(one, " "), hasText),
};

const missingText: Fault = {
  id: "missing-text",
  strike: (deliveries, site) =>
    struckEvent(deliveries, site, "content/missing-field", (one) => emptied(one, null), hasText),
};

function emptied(one: Delivery, by: string | null): Delivery {
  const field = TEXTS[String(wireOf(one)["type"])] ?? "";
  return holding(one, { [field]: by });
}

/** "Task completed" in place of everything that the user's own text stood in. */
const placeholder: Fault = {
  id: "placeholder",
  // What else repeats the text, in the same message as an event, brings it back.
  fit: (script) => ({ ...agreeing(script, { echo: "required" }), noise: [] }),
  strike(deliveries, site) {
    const { canary } = site.order.run;
    const answers = deliveries.filter(({ step }) => step !== null);
    const dull = changed(deliveries, answers, (one) => {
      const text = JSON.stringify(dataOf(one)).replaceAll(canary, "Task completed");
      return said(one, { data: JSON.parse(text) as Wire });
    });
    return {
      deliveries: dull.deliveries,
      expected: {
        ...own(site),
        kinds: ["content/no-echo"],
        events: [COMPLETED],
        guilty: dull.guilty,
      },
    };
  },
};

function struckEvent(
  deliveries: readonly Delivery[],
  site: Site,
  kind: `content/${string}`,
  change: (one: Delivery) => Delivery,
  fits: (event: Sent) => boolean = () => true,
): Injection | null {
  const event = pick(eventsOf(deliveries).filter(fits), site.place.step);
  if (event === null) return null;
  const struck = changed(deliveries, struckOf(event, site.place), change);
  return {
    deliveries: struck.deliveries,
    expected: { ...own(site), kinds: [kind], events: [event.type], guilty: struck.guilty },
  };
}

export const CONTENT = [
  runDrift,
  missing,
  threadDrift,
  userDrift,
  emptyText,
  missingText,
  placeholder,
];
