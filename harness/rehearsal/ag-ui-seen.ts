import { agUi } from "../contract/ag-ui.ts";
import { accepts } from "../contract/align.ts";
import { compile } from "../contract/automaton.ts";
import type { Auth } from "../dialects/json-connect.ts";
import { isFields } from "../dialects/json-fields.ts";
import { urlClaims } from "../verdict/claims.ts";
import { configFile, type Place } from "./config-file.ts";
import type { Known } from "./infer.ts";
import { literal, quoted } from "./literal.ts";
import type { Heard } from "./rehearse.ts";

/** How a server speaks AG-UI, as far as two runs show it. */
export interface AgUiSeen {
  readonly runs: number;
  /** All runs were what AG-UI allows at its strictest. */
  readonly strict: boolean;
  /** The user's own text came back in each of them. */
  readonly echoed: boolean;
}

/** @returns null where a run was none of AG-UI: it did not begin, or not end, as its client wants it */
export function agUiSeen(heard: readonly Heard[], { runs }: Known): AgUiSeen | null {
  const events = runs.map((_run, at) =>
    heard
      .filter(({ after }) => after === at + 1)
      .flatMap(({ messages }) => messages)
      .flatMap((message) => (message.kind === "event" ? [message.event] : [])),
  );
  const fits = (strict: boolean): boolean => {
    const automaton = compile(agUi({ strict }));
    return events.every((some) =>
      accepts(
        automaton,
        some.map(({ type }) => type),
        true,
      ),
    );
  };
  if (!fits(false)) return null;
  const echoed = events.every((some, at) => {
    const said = some.map(({ data }) => (isFields(data) ? data["delta"] : null));
    const text = `${said.filter((one) => typeof one === "string").join("")} ${JSON.stringify(some)}`;
    return text.toLowerCase().includes(runs[at]?.canary.toLowerCase() ?? " ");
  });
  return { runs: runs.length, strict: fits(true), echoed };
}

/** The text of a `quintet.config.ts` for a server that streams AG-UI. */
export function agUiConfigText(place: Place, auth: Auth, seen: AgUiSeen): string {
  const { runs, strict, echoed } = seen;
  const claimed = Object.entries(urlClaims({ deadlines: false, spans: true })).filter(
    ([, claim]) => claim === "claimed",
  );
  // Where no text comes back, only the ids of a run tell whose it is, and only its first and last event bear them.
  const claims = { ...Object.fromEntries(claimed), ...(!echoed && { isolation: "watched" }) };
  const options = { transport: "sse", ...(auth !== "bearer" && { auth }) };
  const strictly = strict ? "strict: true, " : "";
  return configFile({
    imports: ["agUi", "agUiDialect", "defineConfig"],
    runs,
    notes: [
      ...(strict
        ? []
        : ["Not `strict`: a run here held what AG-UI's client takes, and would better not be."]),
      ...(echoed ? [] : [SILENT]),
    ],
    place,
    dialect: `agUiDialect(${literal(options)})`,
    contract: `agUi({ ${strictly}echo: ${quoted(echoed ? "expected" : "none")} })`,
    claims: literal(claims),
  });
}

const SILENT =
  'Not seen: the user\'s text never came back whole, so that `isolation` is only watched. With an agent that repeats the question, say echo: "expected" and claim it.';
