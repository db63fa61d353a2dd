import type { Loss } from "./loss.ts";
import { typeOf } from "../words/run-words.ts";
import type { Run, Scene, Stream } from "../scene/scene.ts";

/** The rest of a run that was cut off, or the whole of one that never began: one fault, one loss. */
export function cutOff(run: Run, stream: Stream, scene: Pick<Scene, "connections">): Loss | null {
  if (stream.terminal !== null) return null;
  const last = stream.received.at(-1);
  const cause = closeOf(run, stream, scene) ?? refusalOf(run);
  if (last === undefined && (cause === null || run.end !== "closed")) {
    const acknowledged = run.acknowledged === null ? "" : ", although it was acknowledged";
    return {
      kind: "whole-run",
      event: null,
      ops: cause === null ? [] : [cause.index],
      words: { what: "anything", proof: `${cause?.words ?? "nothing came"}${acknowledged}` },
    };
  }
  if (cause === null) return null;
  const far = last === undefined ? "before its first event" : `after ${typeOf(last)}`;
  return {
    // Who drains may close; what he had still to send is what is lost then.
    kind: cause.drained ? "tail" : "truncated",
    event: null,
    ops: last === undefined ? [cause.index] : [cause.index, last.op.index],
    words: { what: last === undefined ? "anything" : "the rest", proof: `${cause.words}, ${far}` },
  };
}

interface Cause {
  readonly index: number;
  readonly words: string;
  /** The server was stopping. */
  readonly drained: boolean;
}

/** The close that ended the stream, if it was not ours. */
function closeOf(
  run: Run,
  stream: Stream,
  { connections }: Pick<Scene, "connections">,
): Cause | null {
  const on = connections.get(stream.connection ?? run.connection);
  const close = on?.close ?? null;
  if (close === null || close.by === "harness" || run.end === "lost") return null;
  const how = close.by === "server" ? "the server closed" : "the network ended";
  const drained = on?.draining === true;
  const when = drained ? " while it drained" : "";
  return {
    index: close.index,
    words: `${how} connection ${close.connection} (${close.code})${when}`,
    drained,
  };
}

function refusalOf({ refusal }: Run): Cause | null {
  if (refusal === null) return null;
  const code = refusal.code === null ? "" : ` (${refusal.code})`;
  return {
    index: refusal.index,
    words: `the server answered with an error${code}`,
    drained: false,
  };
}
