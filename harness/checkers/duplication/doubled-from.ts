import { type Copy, isCopy } from "./copy.ts";
import type { Received } from "../scene/scene.ts";

/**
 * The copies of a run that came twice from some event on, as where its reader was subscribed a second time; none: it did
 * not, or only its last event did. Of types of which any number may come a copy proves nothing, and its absence neither.
 */
export function doubledFrom(
  received: readonly Received[],
  loose: ReadonlySet<string>,
): readonly Copy[] {
  const copies = received.filter(isCopy);
  const [first] = copies;
  if (first === undefined || copies.length < 2) return [];
  const copied = new Set(copies.map(({ copyOf }) => copyOf));
  const from = received.findIndex((one) => copied.has(one));
  const rest = received.slice(from).filter(({ copyOf, op }) => {
    return copyOf === null && !loose.has(op.event.type);
  });
  const isAlike = copies.every(({ copyKind }) => copyKind === first.copyKind);
  return isAlike && rest.every((one) => copied.has(one)) ? copies : [];
}
