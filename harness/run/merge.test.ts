import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { told } from "../checkers/testing/judging.ts";
import { partsOf, sliced } from "../properties/testing/sliced.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { merge } from "./merge.ts";
import { encodePart } from "./pool/part-file.ts";

/** The verdict on two machines of which the second began so many milliseconds after the first. */
async function merged(later: number) {
  const folder = temporaryFolder();
  const { header, ops } = told("amy: started thinking executing completed done");
  for (const [at, part] of partsOf(sliced(header, ops, 2)).entries()) {
    mkdirSync(join(folder, `shard-${at}`));
    const file = { header: { ...header, epoch: header.epoch + at * later }, part };
    writeFileSync(join(folder, `shard-${at}`, "part.json"), encodePart(file));
  }
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
