import type { Auth } from "../dialects/json-connect.ts";
import type { Template } from "../dialects/json-template.ts";
import { urlClaims } from "../verdict/claims.ts";
import { contractSeen, type Part, type SeenContract } from "./contract-seen.ts";
import type { Sketch } from "./infer.ts";

export interface ConfigParts {
  /** Without credentials and parameters where it is secretive. */
  readonly url: string;
  /** The address holds a secret, which no file may show. */
  readonly secretive: boolean;
  readonly auth: Auth;
  readonly start: Template | null;
  readonly accounts: string | null;
  readonly sketch: Sketch;
}

/** The text of a `quintet.config.ts` that speaks as was seen. */
export function configText({ auth, start, accounts, sketch, ...where }: ConfigParts): string {
  const contract = contractSeen(sketch.sequences);
  const types = [...new Set(contract.parts.map(({ type }) => type))];
  const dialect = {
    ...(auth !== "bearer" && { auth }),
    ...(start !== null && { start }),
    receive: sketch.receive,
    ...(sketch.runIds === "server" && { runIds: "server" }),
    ...(sketch.binary && { binary: "utf8" }),
    ...(!contract.fiveEvents && { events: types }),
  };
  const doubts = sketch.doubts.map((doubt) => `// Not seen: ${oneLine(doubt)}.\n`).join("");
  return `import { ${imports(contract).join(", ")} } from "quintet";

// Written from ${sketch.sequences.length} runs: look at it, and correct what two runs cannot show.
${doubts}export default defineConfig({
  target: { url: ${addressText(where)} },
${accounts === null ? "" : `  accounts: { file: ${quoted(accounts)} },\n`}  dialect: json(${indent(literal(dialect))}),
  contract: ${indent(contractText(contract, sketch))},
  crowd: { users: 5, sentinels: 2, runsPerUser: 2 },
  // What a gate promises: what could not be judged is no pass.
  claims: ${indent(claimsText(contract, sketch))},
});
`;
}

/** Variable that names the address, as a flag does. */
export const URL_VARIABLE = "QUINTET_URL";

function addressText({ url, secretive }: Pick<ConfigParts, "url" | "secretive">): string {
  return secretive ? `process.env["${URL_VARIABLE}"] ?? ${quoted(url)}` : quoted(url);
}

function claimsText({ fiveEvents }: SeenContract, { receive, runIds, echo }: Sketch): string {
  const claimed = Object.entries(urlClaims({ deadlines: false, spans: fiveEvents })).filter(
    ([, claim]) => claim === "claimed",
  );
  // It would find fault with every event of a server that names no run, and that is right in all else.
  const unnamed = receive.run === undefined ? { content: "off" } : {};
  // Nobody could tell whose an answer is: it would never pass.
  const ours = runIds === "server" ? receive.request : receive.run;
  const isNameless = [ours, receive.thread, receive.user].every((path) => path === undefined);
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

/** A value as it stands in a source file: plain keys without quotes. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return quotedOrPlain(value);
  const entries = Object.entries(value).map(
    ([key, inner]) => `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key)}: ${literal(inner)}`,
  );
  const short = `{ ${entries.join(", ")} }`;
  if (entries.length === 0) return "{}";
  return short.length <= 70
    ? short
    : `{\n${entries.map((entry) => `  ${indent(entry)},`).join("\n")}\n}`;
}

function quotedOrPlain(value: unknown): string {
  return typeof value === "string" ? quoted(value) : JSON.stringify(value);
}

/** What a server said stands in a source file: nothing of it may end the text it stands in. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (one) =>
    one === "\u2028" ? "\\u2028" : "\\u2029",
  );
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}

function indent(text: string): string {
  return text.replaceAll("\n", "\n  ");
}
