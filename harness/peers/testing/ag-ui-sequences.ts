import * as fc from "fast-check";
import { AG_UI_WORDS } from "../../checkers/testing/ag-ui-words.ts";

/** Legal streams: several runs, spans open at once, ids that open again, ends of every kind. */
export const legalLines: fc.Arbitrary<readonly string[]> = fc
  .array(fc.nat(10_000), { maxLength: 40 })
  .map(legalWords);

/** Legal streams with one to four random edits. */
export const editedLines: fc.Arbitrary<readonly string[]> = fc
  .tuple(legalLines, fc.array(editing(), { minLength: 1, maxLength: 4 }))
  .map(([line, edits]) => edits.reduce((words, edit) => edit(words), line));

/** Whatever comes; half of them begin with a run. */
export const randomLines: fc.Arbitrary<readonly string[]> = fc
  .tuple(fc.boolean(), fc.array(fc.constantFrom(...AG_UI_WORDS), { maxLength: 8 }))
  .map(([isRun, words]) => (isRun ? ["run", ...words] : words));

const CLOSES: Readonly<Record<string, string>> = {
  msg: "sent",
  call: "called",
  step: "stepped",
  think: "thought",
  say: "said",
  agent: "left",
};

const INSIDE: Readonly<Record<string, string>> = { msg: "txt", call: "args", say: "saying" };

/** Walks through a stream: each number chooses one of the words that may come there. */
function legalWords(choices: readonly number[]): readonly string[] {
  const words: string[] = [];
  const open = new Set<string>();
  const agents = new Set<string>();
  let state: "before" | "running" | "finished" | "failed" = "before";

  function say(word: string): void {
    words.push(word);
    if (word === "run") {
      state = "running";
      open.clear();
      agents.clear();
    } else if (word === "done") state = "finished";
    else if (word === "error") state = "failed";
    else if (opens(word)) open.add(word);
    if (word.startsWith("agent:")) agents.add(idOf(word));
  }

  for (const choice of choices) {
    const chosen = pick(choice, candidates(state, open, agents));
    if (chosen === "done" || chosen === "close") {
      const ends = chosen === "done" ? [...open] : [pick(choice, [...open])];
      for (const opened of ends) {
        open.delete(opened);
        words.push(closing(opened, choice));
      }
    }
    if (chosen !== "close") say(chosen);
  }
  return words;
}

function candidates(
  state: string,
  open: ReadonlySet<string>,
  agents: ReadonlySet<string>,
): readonly string[] {
  if (state === "before") return ["run", "run", "run", "error"];
  if (state === "finished") return ["run", "error"];
  if (state === "failed") return ["run"];
  const inside = [...open].flatMap((opened) => {
    const word = INSIDE[nameOf(opened)];
    return word === undefined ? [] : [`${word}:${idOf(opened)}`];
  });
  const next = AG_UI_WORDS.filter((word) => mayCome(word, open, agents));
  const close = open.size === 0 ? [] : Array.from({ length: next.length }, () => "close");
  return [...next, ...close, ...inside, ...inside, ...inside, "done", "done", "error"];
}

/** Words that need nothing open: openings of what is not open, and what may stand anywhere. */
function mayCome(word: string, open: ReadonlySet<string>, agents: ReadonlySet<string>): boolean {
  const name = nameOf(word);
  if (name === "agent") {
    const [, parent] = word.split("=");
    return !agents.has(idOf(word)) && (parent === undefined || agents.has(parent));
  }
  if (name in CLOSES) return !open.has(word);
  const isBound = ["fell", ...Object.values(CLOSES), ...Object.values(INSIDE)].includes(name);
  return !isBound && !["run", "done", "error"].includes(name);
}

function closing(opened: string, choice: number): string {
  const name = nameOf(opened);
  if (name === "agent") return `${choice % 2 === 0 ? "left" : "fell"}:${idOf(opened)}`;
  return `${CLOSES[name]}${opened.slice(name.length)}`;
}

type Edit = (words: readonly string[]) => readonly string[];

function editing(): fc.Arbitrary<Edit> {
  const place = fc.nat(10_000);
  const other = fc.constantFrom(...AG_UI_WORDS);
  return fc
    .tuple(
      fc.constantFrom("drop", "double", "swap", "move", "insert", "rename"),
      place,
      place,
      other,
    )
    .map(([kind, from, to, word]): Edit => (words) => {
      const at = words.length === 0 ? 0 : from % words.length;
      const one = words[at] ?? word;
      const rest = words.toSpliced(at, 1);
      const target = to % (rest.length + 1);
      if (kind === "drop") return rest;
      if (kind === "double") return words.toSpliced(at, 0, one);
      if (kind === "swap") return rest.toSpliced(Math.min(at + 1, rest.length), 0, one);
      if (kind === "move") return rest.toSpliced(target, 0, one);
      if (kind === "insert") return words.toSpliced(at, 0, word);
      return words.length === 0
        ? words
        : words.with(
            at,
            one.replace(/:[ab]/, (id) => (id === ":a" ? ":b" : ":a")),
          );
    });
}

function opens(word: string): boolean {
  return nameOf(word) in CLOSES;
}

function nameOf(word: string): string {
  return word.split(":")[0] ?? word;
}

function idOf(word: string): string {
  return /:([^=]*)/.exec(word)?.[1] ?? "";
}

function pick(choice: number, from: readonly string[]): string {
  return from[choice % from.length] ?? "run";
}
