import { Buffer } from "node:buffer";
import type { Part } from "../../checkers/parts/part.ts";
import { HarnessError } from "../../errors/harness-error.ts";
import type { HistoryHeader } from "../../history/header.ts";

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

/** @throws HarnessError `not-a-history` when it is no such file */
export function decodePart(text: string, path: string): PartFile {
  const value: unknown = parse(text, path);
  if (!isPartFile(value)) throw foreign(path);
  return value;
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

function isPartFile(value: unknown): value is PartFile {
  return (
    typeof value === "object" &&
    value !== null &&
    "quintet" in value &&
    value.quintet === 1 &&
    "kind" in value &&
    value.kind === "part" &&
    "header" in value &&
    "part" in value
  );
}

function foreign(path: string): HarnessError {
  return new HarnessError("not-a-history", `${path} is no part of an execution.`, {
    hint: "Name the output folders of executions that ran with --shard.",
  });
}
