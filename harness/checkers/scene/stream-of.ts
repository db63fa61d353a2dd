import type { OpenRun, OpenStream } from "./open-run.ts";

/** The stream of this reader; null: its connection was opened after the run was sent. */
export function streamOf(run: OpenRun, connection: number): OpenStream | null {
  for (const stream of run.streams) {
    if (stream.connection === null || stream.connection === connection) return stream;
  }
  return null;
}
