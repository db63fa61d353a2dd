import { deflateSync } from "node:zlib";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { emptyFolder } from "./cli.ts";
import { filesBelow, type Planted, sightings, spellings } from "./planted.ts";

describe("the search for what was planted", () => {
  const planted: Planted = { "a token": "pl+nted/t0ken-of-mine==" };
  const spelt = spellings(planted["a token"] ?? "");

  test.for(spelt)("finds it %s, in a file and in what a report packs", async ([, text]) => {
    const folder = await emptyFolder();
    await mkdir(join(folder, "deep"));
    await writeFile(join(folder, "deep/history.ndjson"), `{"type":"frame","text":"x ${text} y"}\n`);
    const packed = deflateSync(`${"lorem ipsum ".repeat(20)} ${text} dolor`).toString("base64");
    await writeFile(join(folder, "report.html"), `<script type="x">${packed}</script>`);
    const found = sightings(planted, await filesBelow(folder));
    for (const place of ["deep/history.ndjson", "report.html, unpacked"]) {
      expect(found).toContainEqual(expect.stringMatching(new RegExp(`^a token, in ${place} `)));
    }
  });

  test("finds nothing where nothing was planted", () => {
    expect(sightings(planted, [{ name: "a file", text: "pl+nted/t0ken-of-yours==" }])).toEqual([]);
  });
});
