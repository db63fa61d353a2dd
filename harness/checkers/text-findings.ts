import type { HistoryHeader } from "../history/header.ts";
import type { Observation } from "../verdict/finding.ts";
import type { Scene } from "./scene/scene.ts";
import type { TextFault } from "./scene/whole-texts.ts";
import { readerWords, runWords } from "./words/run-words.ts";
import { typeWords } from "./words/type-words.ts";

/** How a fault of a text is told: each kind of it belongs to one guarantee. */
interface Telling extends Pick<Observation, "guarantee" | "kind"> {
  /** What happened to whom, and what proves it. `pieces`, `run`, `whole`: in words. */
  readonly says: (user: string, pieces: string, run: string, whole: string) => string;
}

const TELLING: Readonly<Record<TextFault["kind"], (fault: TextFault) => Telling>> = {
  lost: () => ({
    guarantee: "completeness",
    kind: "hole",
    says: (user, pieces, run, whole) =>
      `${user} never received a piece of the text of ${run} that ${pieces} brought: ${whole} repeats it, and has more`,
  }),
  doubled: ({ named }) => ({
    guarantee: "duplication",
    kind: named ? "re-id" : "repeat",
    says: (user, pieces, run, whole) =>
      `${user} received a piece of the text of ${run} again that ${pieces} brought: ${whole} has it once`,
  }),
  moved: () => ({
    guarantee: "order",
    kind: "swap",
    says: (user, pieces, run, whole) =>
      `${user}'s ${pieces} of ${run} brought a piece of the text out of its place: ${whole} has it elsewhere`,
  }),
  garbled: () => ({
    guarantee: "content",
    kind: "garbled",
    says: (user, pieces, run, whole) =>
      `${user}'s text of ${run} lost characters in its decoding: what ${pieces} brought and ${whole} differ in them alone`,
  }),
};

/** What a checker tells of texts that are not what the ends of their runs repeat. To be asked when all runs have settled. */
export function textFindings(
  { header, scene }: { readonly header: HistoryHeader; readonly scene: Pick<Scene, "texts"> },
  kind: TextFault["kind"],
): readonly (Observation & { readonly user: string })[] {
  return scene.texts.faults(kind).map((fault) => {
    const { run, type, whole, ops } = fault;
    const { says, ...told } = TELLING[kind](fault);
    const where = `${runWords(run, header)}${readerWords(fault)}`;
    return {
      ...told,
      user: run.owner,
      victim: null,
      run: run.id,
      event: type,
      ops,
      message: says(run.owner, typeWords(type), where, typeWords(whole)),
    };
  });
}
