/** Close codes with which our own client answers bytes that are no WebSocket frames, or no UTF-8. */
const BROKEN_FRAMES: readonly number[] = [1002, 1007];

/** Why else our own client ends a connection, by its code: the server need not be to blame. */
const GIVEN_UP: ReadonlyMap<number, string> = new Map([
  [1008, "closed by us (1008): more pings came than the server took answers"],
  [1009, "closed by us (1009): a message was over our own limit of size"],
  [4408, "closed by our client: it heard no sign of life in time"],
]);

/** Whether our client ended a connection over bytes that no server may send. */
export function isOverBrokenFrames(code: number): boolean {
  return BROKEN_FRAMES.includes(code);
}

/** Why our client gave a connection up, as a clause after "was"; null: for no such reason. */
export function whyGivenUp(code: number): string | null {
  return GIVEN_UP.get(code) ?? null;
}

/** Whether our client closed because its time was over, and not over what the server did. */
export function isLeaving(code: number): boolean {
  return !isOverBrokenFrames(code) && whyGivenUp(code) === null;
}
