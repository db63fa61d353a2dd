import { excerpt } from "./excerpt.ts";

/** An event type as a word; quoted and cut where a server made it up. */
export function typeWords(type: string): string {
  return /^[\w.:-]{1,60}$/.test(type) ? type : excerpt(type);
}
