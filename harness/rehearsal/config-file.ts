import { indent, quoted } from "./literal.ts";

/** Where a config sends its users. */
export interface Place {
  /** Without credentials and parameters where it is secretive. */
  readonly url: string;
  /** The address holds a secret, which no file may show. */
  readonly secretive: boolean;
  readonly accounts: string | null;
}

/** What stands in a config, each as source text. */
export interface ConfigFile {
  readonly imports: readonly string[];
  /** Number of runs that it was written from. */
  readonly runs: number;
  /** One comment each, on a line of its own. */
  readonly notes: readonly string[];
  readonly place: Place;
  readonly dialect: string;
  readonly contract: string;
  readonly claims: string;
}

/** Variable that names the address, as a flag does. */
export const URL_VARIABLE = "QUINTET_URL";

/** The text of a `quintet.config.ts`. */
export function configFile({ imports, runs, notes, place, ...parts }: ConfigFile): string {
  const { url, secretive, accounts } = place;
  const address = secretive ? `process.env["${URL_VARIABLE}"] || ${quoted(url)}` : quoted(url);
  const comments = notes.map((note) => `// ${note.replace(/\s+/g, " ")}\n`).join("");
  return `import { ${imports.join(", ")} } from "quintet";

// Written from ${runs} runs: look at it, and correct what two runs cannot show.
${comments}export default defineConfig({
  target: { url: ${address} },
${accounts === null ? "" : `  accounts: { file: ${quoted(accounts)} },\n`}  dialect: ${parts.dialect},
  contract: ${indent(parts.contract)},
  crowd: { users: 5, sentinels: 2, runsPerUser: 2 },
  // What a gate promises: what could not be judged is no pass.
  claims: ${indent(parts.claims)},
});
`;
}
