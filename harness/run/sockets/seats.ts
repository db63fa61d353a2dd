import { countIn, type Slice } from "../../history/slice.ts";
import type { Settings } from "../settings.ts";

/** Connections that the users and sentinels of a crowd hold, or of a slice of it. */
export function seatsIn(
  { users, sentinels, tabs }: Pick<Settings["crowd"], "users" | "sentinels" | "tabs">,
  slice?: Slice,
): number {
  return countIn(slice, 0, users) * tabs + countIn(slice, users, users + sentinels);
}
