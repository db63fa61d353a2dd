import type { OpSink } from "../history/sink.ts";

/**
 * A sink that a defect cannot take down the sockets with: the first throw is reported, and the sink gets no more.
 */
export function guardedSink(sink: OpSink, onDefect: (thrown: unknown) => void): OpSink {
  let sound = true;
  return {
    push(op) {
      if (!sound) return;
      try {
        sink.push(op);
      } catch (thrown) {
        sound = false;
        onDefect(thrown);
      }
    },
  };
}
