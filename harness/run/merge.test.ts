import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { told } from "../checkers/testing/judging.ts";
import { partsOf, sliced } from "../properties/testing/sliced.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { merge } from "./merge.ts";
import { encodePart } from "./pool/part-file.ts";

/** What two machines left, of which the second began so many milliseconds after the first. */
function shards(later = 0): string {
  const folder = temporaryFolder();
  const { header, ops } = told("amy: started thinking executing completed done");
  for (const [at, part] of partsOf(sliced(header, ops, 2)).entries()) {
    mkdirSync(join(folder, `shard-${at}`));
    const file = { header: { ...header, epoch: header.epoch + at * later }, part };
    writeFileSync(join(folder, `shard-${at}`, "part.json"), encodePart(file));
  }
  return folder;
}

/** The verdict on them. */
async function merged(later: number) {
  const folder = shards(later);
  return (await merge([folder], { out: join(folder, "merged") })).verdict;
}

test("machines that began together had their users there together", async () => {
  const { envelope } = await merged(0);
  expect(envelope.peakConnections).toBe(4);
});

test("machines that ran an hour apart did not, though each counts from its own beginning", async () => {
  const { envelope, guarantees } = await merged(3_600_000);
  expect(envelope.peakConnections).toBe(2);
  expect(guarantees.find(({ name }) => name === "isolation")?.outcome).not.toBe("pass");
});

/** An output folder beneath, with an earlier verdict in it. */
function taken(folder: string): string {
  const out = join(folder, "merged");
  mkdirSync(out);
  writeFileSync(join(out, "verdict.json"), "old");
  return out;
}

test("one that is interrupted leaves the output folder as it was", async () => {
  const folder = shards();
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(merge([folder], { out: join(folder, "new"), signal })).rejects.toThrow("enough");
  await expect(merge([folder], { out: taken(folder), signal })).rejects.toThrow("enough");
  expect(readdirSync(folder).toSorted()).toEqual(["merged", "shard-0", "shard-1"]);
  expect(readdirSync(join(folder, "merged"))).toEqual(["verdict.json"]);
});

test("so does one that cannot copy a record", async () => {
  const folder = shards();
  mkdirSync(join(folder, "shard-1/history-2of2.ndjson"));
  const out = taken(folder);
  await expect(merge([folder], { out })).rejects.toMatchObject({ code: "disk-full" });
  expect(readdirSync(out)).toEqual(["verdict.json"]);
  expect(readFileSync(join(out, "verdict.json"), "utf8")).toBe("old");
});
