/** The one line for a report. `sound`: runs that came as they should, in which a fault could be put. */
export function powerLine({
  caught,
  of,
  sound,
}: {
  readonly caught: number;
  readonly of: number;
  readonly sound: number;
}): string {
  return sound === 0
    ? "what Quintet would catch on this server is not known: no run came as it should"
    : `on this server Quintet would catch ${caught} of ${of} kinds of fault`;
}
