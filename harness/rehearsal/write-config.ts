import type { JsonOptions } from "../dialects/json.ts";
import { urlClaims } from "../verdict/claims.ts";
import { configFile, type Place } from "./config-file.ts";
import { contractSeen, type Part, type SeenContract } from "./contract-seen.ts";
import type { Sketch } from "./infer.ts";
import { indent, literal, quoted } from "./literal.ts";

export interface ConfigParts {
  readonly place: Place;
  /** What was said of the dialect, and is not seen. */
  readonly asking: JsonOptions;
  readonly sketch: Sketch;
}

/** The text of a `quintet.config.ts` that speaks as was seen. */
export function configText({ place, asking, sketch }: ConfigParts): string {
  const contract = contractSeen(sketch.sequences);
  const types = [...new Set(contract.parts.map(({ type }) => type))];
  const dialect = {
    ...asking,
    receive: sketch.receive,
    ...(sketch.welcomed && { provides: { welcome: "always" } }),
    ...(sketch.runIds === "server" && { runIds: "server" }),
    ...(sketch.binary && { binary: "utf8" }),
    ...(!contract.fiveEvents && { events: types }),
  };
  const welcome = sketch.welcomed ? [WELCOME] : [];
  return configFile({
    imports: imports(contract),
    runs: sketch.sequences.length,
    notes: [...sketch.doubts.map((doubt) => `Not seen: ${doubt}.`), ...welcome],
    place,
    dialect: `json(${indent(literal(dialect))})`,
    contract: contractText(contract, sketch),
    claims: claimsText(contract, sketch),
  });
}

const WELCOME =
  "Seen once: the answer to the login, for which every run waits. Without `provides` it would wait for nothing.";

function claimsText({ fiveEvents }: SeenContract, { receive, runIds, echo }: Sketch): string {
  const claimed = Object.entries(urlClaims({ deadlines: false, spans: fiveEvents })).filter(
    ([, claim]) => claim === "claimed",
  );
  // It would find fault with every event of a server that names no run, and that is right in all else.
  const unnamed = receive.run === undefined ? { content: "off" } : {};
  // Nobody could tell whose an answer is: it would never pass.
  const ours = runIds === "server" ? receive.request : receive.run;
  const isNameless = [ours, receive.thread, receive.user].every(
    (path) => path === undefined || path.length === 0,
  );
  const nameless = isNameless && echo === "none" ? { isolation: "watched" } : {};
  return literal({ ...Object.fromEntries(claimed), ...unnamed, ...nameless });
}

function imports({ fiveEvents, parts }: SeenContract): readonly string[] {
  if (fiveEvents) return ["defineConfig", "fiveEvents", "json"];
  const used = new Set(["defineConfig", "defineContract", "json", "sequence"]);
  for (const part of parts) for (const name of helpers(part)) used.add(name);
  return [...used].toSorted();
}

function helpers({ repeats, optional }: Part): readonly string[] {
  return ["one", ...(repeats ? ["repeat"] : []), ...(optional && !repeats ? ["optional"] : [])];
}

function contractText(contract: SeenContract, { echo }: Sketch): string {
  const terms = `echo: ${quoted(echo === "none" ? "none" : "expected")}`;
  if (contract.fiveEvents) return `fiveEvents({ ${terms} })`;
  const lines = contract.parts.map((part) => `    ${partText(part)},`);
  return [
    "defineContract({",
    '  name: "as-seen",',
    "  grammar: sequence(",
    ...lines,
    "  ),",
    `  terminal: { success: ${literal(contract.terminal === null ? [] : [contract.terminal])} },`,
    `  ${terms},`,
    "})",
  ].join("\n");
}

function partText({ type, repeats, optional }: Part): string {
  const one = `one(${quoted(type)})`;
  if (repeats) return `repeat(${one}, ${optional ? 0 : 1})`;
  return optional ? `optional(${one})` : one;
}
