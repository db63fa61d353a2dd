// Imported before all else by what others import: a Node that is too old is told so, and not by the first thing
// that it lacks. What is linked comes before what runs, so no file names an export of Node's that an old one lacks.
import { isOld, tooOld } from "./old-node.ts";

const { node: version } = process.versions;
if (isOld(version)) {
  // Under such a Node vitest fails in its turn before it shows what was thrown.
  if (process.env["VITEST"]) console.error(tooOld(version));
  throw new Error(tooOld(version));
}
