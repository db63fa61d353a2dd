// A thread that judges slices of a stored history, once it is told which.
import { once } from "node:events";
import { parentPort } from "node:worker_threads";
import { judgeSlices, type SliceSource } from "./judge-slices.ts";

if (parentPort !== null) {
  const [sources] = (await once(parentPort, "message")) as [readonly SliceSource[]];
  const parts = await judgeSlices(sources, { blocking: true });
  parentPort.postMessage(
    parts,
    (parts ?? []).map(({ ids }) => ids.buffer as ArrayBuffer),
  );
}
