import { list } from "../../reports/figures.ts";
import { type CiJob, ciJob, type Forge, isLocal } from "../rehearsal/ci-job.ts";
import { type Place, URL_VARIABLE } from "../rehearsal/config-file.ts";
import { missingForSuite, SUITE } from "../rehearsal/suite.ts";
import { say } from "./say.ts";
import { writeFileOnce } from "./write-file.ts";

const CONFIG = "quintet.config.ts";

/** Writes the config, a suite where one can run, and a job for CI where one is wanted; says what to do next. */
export async function writeInitFiles(
  config: string,
  place: Place,
  { ci, force }: { readonly ci: Forge | null; readonly force: boolean },
): Promise<void> {
  const missing = missingForSuite(process.cwd());
  const files: readonly CiJob[] = [
    { path: CONFIG, text: config },
    ...(missing.length === 0 ? [SUITE] : []),
    ...(ci === null ? [] : [ciJob(ci, place)]),
  ];
  const kept = await writeAll(files, force);
  if (missing.length > 0) say(noSuite(missing));
  if (place.secretive)
    say(`\nThe address holds a secret and is not written: name it in ${URL_VARIABLE}.`);
  if (ci !== null && isLocal(place.url)) say(`\n${unreachable(place.url)}`);
  say(kept.length === 0 ? NEXT : keptWords(kept));
}

const NEXT = `\nNext: look at ${CONFIG}, then \`npx quintet doctor\` and \`npx quintet run\`.`;

/** @returns those that were there before and say something else */
async function writeAll(files: readonly CiJob[], force: boolean): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const file of files) {
    const fate = await writeFileOnce(file, { force });
    say(`${fate === "wrote" ? "wrote" : "kept "} ${file.path}`);
    if (fate === "kept") kept.push(file.path);
  }
  return kept;
}

function noSuite(missing: readonly string[]): string {
  const from = missing.map((name) => (name === "quintet" ? "<folder of Quintet>" : name)).join(" ");
  return `no    ${SUITE.path}: a suite for vitest wants ${list(missing)} installed in this project (npm install --save-dev ${from}, then init again)`;
}

/** What listens on this machine does not on that of a forge. */
function unreachable(url: string): string {
  return `On a CI machine nobody listens at ${URL.parse(url)?.host ?? url}: the job says in a comment how it gets the server there.`;
}

function keptWords(paths: readonly string[]): string {
  const them = paths.length === 1 ? "it" : "them";
  return `\nWhat was seen now is not what stands in ${list(paths)}: move ${them} away and start again, or say --force to overwrite ${them}.`;
}
