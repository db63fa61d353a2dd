// A thread that judges slices of a stored history.
import { parentPort, workerData } from "node:worker_threads";
import { judgeSlices, type SliceSource } from "./judge-slices.ts";

const parts = await judgeSlices(workerData as readonly SliceSource[]);
parentPort?.postMessage(
  parts,
  (parts ?? []).map(({ ids }) => ids.buffer as ArrayBuffer),
);
