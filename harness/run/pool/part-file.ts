import { Buffer } from "node:buffer";
import type { Part } from "../../checkers/parts/part.ts";
import { HarnessError } from "../../errors/harness-error.ts";
import { decodeHeader } from "../../history/codec.ts";
import type { HistoryHeader } from "../../history/header.ts";
import { isRecord } from "../../history/shape.ts";
import { isPart } from "./part-shape.ts";

/** What one machine judged of its part of a crowd, as it is handed to whoever merges. */
export interface PartFile {
  readonly header: HistoryHeader;
  readonly part: Part;
}

/** One line of JSON: maps as lists of pairs, numbers in bulk as base64. */
export function encodePart(file: PartFile): string {
  return `${JSON.stringify({ quintet: 1, kind: "part", ...file }, (_key, value: unknown) => {
    if (value instanceof Map) return { $map: [...(value as Map<unknown, unknown>)] };
    if (!(value instanceof Float64Array)) return value;
    const { buffer, byteOffset, byteLength } = value;
    return { $numbers: Buffer.from(buffer, byteOffset, byteLength).toString("base64") };
  })}\n`;
}

/** @throws HarnessError `not-a-history` when it is no such file, or not all of it */
export function decodePart(text: string, path: string): PartFile {
  const value = parse(text, path);
  if (!isRecord(value) || value["quintet"] !== 1 || value["kind"] !== "part") throw foreign(path);
  const header = decodeHeader(JSON.stringify(value["header"]));
  const { part } = value;
  if ("reason" in header || !isPart(part)) throw foreign(path);
  return { header, part };
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown) => {
      if (typeof value !== "object" || value === null) return value;
      if ("$map" in value) return new Map(value.$map as [unknown, unknown][]);
      if (!("$numbers" in value)) return value;
      const bytes = Buffer.from(String(value.$numbers), "base64");
      return new Float64Array(new Uint8Array(bytes).buffer);
    });
  } catch {
    throw foreign(path);
  }
}

function foreign(path: string): HarnessError {
  return new HarnessError(
    "not-a-history",
    `${path} is no part of an execution, or not all of it.`,
    {
      hint: "Name the output folders of executions that ran with --shard.",
    },
  );
}
