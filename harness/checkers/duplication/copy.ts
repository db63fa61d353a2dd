import type { Received } from "../scene/scene.ts";

/** An event that repeats an earlier one. */
export type Copy = Received & { readonly copyOf: Received };

export function isCopy(received: Received): received is Copy {
  return received.copyOf !== null;
}
