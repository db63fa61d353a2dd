import type { Persona } from "./plan.ts";
import { createRandom, type Random } from "./random.ts";

/** Writes the text of one run: the canary at its head and at its end, so that one survives a cut. */
export type PromptWriter = (canary: string) => string;

/** Short, ASCII and harmless, for servers that somebody else runs. It asks for the marker to come back. */
export function plainPrompts(seed: string, user: number): PromptWriter {
  const random = createRandom(`prompt ${user} ${seed}`);
  return (canary) => {
    const question = `${random.pick(QUESTIONS)} ${random.pick(TOPICS)}?`;
    return `${canary} Please repeat the marker at the head of this message, then answer briefly: ${question} ${canary}`;
  };
}

/** What users really paste: any script, emoji, quotes, control characters, and now and then 4 KB. */
export function nastyPrompts(seed: string, user: number, persona: Persona): PromptWriter {
  const random = createRandom(`prompt ${user} ${seed}`);
  return (canary) => {
    const question = `${random.pick(QUESTIONS)} ${random.pick(TOPICS)}?`;
    const trouble = random.pick(TROUBLES)(question, persona, random);
    return `${canary} ${trouble} ${canary}`;
  };
}

const QUESTIONS = [
  "Can you compare our costs for",
  "What changed last week in",
  "Which three things matter most in",
  "How would you explain to a new colleague",
  "Could you draft a short plan for",
  "What is the usual risk of",
] as const;

const TOPICS = [
  "the storage of old invoices",
  "night trains in Europe",
  "our cloud bill",
  "a garden on a balcony",
  "the returns of the spring sale",
  "moving a database without a pause",
  "bread with little salt",
  "the onboarding of suppliers",
] as const;

const LONG = 4096;

const TROUBLES = [
  (question: string, { name }: Persona) => `${name}: ${question}`,
  (question: string, { name }: Persona) => `I am ${name}. ${question}`,
  (question: string) => `👩🏽‍💻🏳️‍🌈 ${question} 🇪🇺 1️⃣ ¡señor! ﬁn — “so”`,
  (question: string, { name }: Persona) => `\u202eשלום ${name}\u202c، مرحبا، ${question} \u200f؟`,
  (question: string) => `日本語と中文，한국어 ${question} e\u0301 = é, Å ≠ Å, İi ıI ß ẞ`,
  (question: string) =>
    String.raw`"${question}" \ 'it''s' {"a":[1,"\u0041\n"]} </script><b>&amp;${"`"} %41 \\`,
  (question: string) =>
    `tab\t line\r\nfeed\n bell\u0007 esc\u001b[31m nul\u0000 del\u007f sep\u2028\u2029 ${question} bom\ufeff`,
  (question: string, { name }: Persona, random: Random) => {
    const filler = `${name} ${random.pick(TOPICS)}, ${random.pick(TOPICS)}; `;
    return question + filler.repeat(Math.ceil(LONG / filler.length)).slice(0, LONG);
  },
] as const;
