import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { HarnessError } from "../errors/harness-error.ts";
import { asNobody } from "../testing/as-nobody.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { loadConfig } from "./load-config.ts";

/** A folder with these files. */
function folder(files: Record<string, string>): string {
  const path = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

test("nothing named and nothing there is an empty config", async () => {
  expect(await loadConfig(undefined, folder({}))).toEqual({ config: {}, file: null });
});

test("the config of the folder is found, as a module or as JSON", async () => {
  const module = folder({ "quintet.config.mjs": 'export default { seed: "m" };' });
  expect(await loadConfig(undefined, module)).toEqual({
    config: { seed: "m" },
    file: "quintet.config.mjs",
  });
  const json = folder({ "quintet.config.json": '{ "seed": "j" }' });
  expect(await loadConfig(undefined, json)).toEqual({
    config: { seed: "j" },
    file: "quintet.config.json",
  });
});

test.for([
  ["missing.ts", "", "file-missing"],
  ["broken.json", "{", "bad-config"],
  ["list.json", "[]", "bad-config"],
  ["config.yaml", "seed: y", "bad-usage"],
  ["throws.mjs", "throw new Error('no');", "bad-config"],
  ["bare.mjs", "export const config = {};", "bad-config"],
] as const)("%s is refused", async ([name, text, code]) => {
  const path = folder(text === "" ? {} : { [name]: text });
  await expect(loadConfig(name, path)).rejects.toMatchObject({ code });
});

test.for<[string, string]>([
  ["crowd.users of c.mjs", "export default { crowd: { get users() { throw new Error('no'); } } };"],
  ["target of c.mjs", "export default { get target() { throw new Error('no'); } };"],
  [
    "crowd of c.mjs",
    "export default { crowd: new Proxy({}, { ownKeys() { throw new Error('no'); } }) };",
  ],
  ["c.mjs", "export default new Proxy({}, { ownKeys() { throw new Error('no'); } });"],
])("%s throws when it is read, and that is a fault of the config", async ([where, text]) => {
  await expect(loadConfig("c.mjs", folder({ "c.mjs": text }))).rejects.toMatchObject({
    code: "bad-config",
    message: `${where} threw when it was read: Error: no`,
  });
});

test("a folder in which nobody may look is told as such, and is no defect", async () => {
  const path = folder({ "quintet.config.json": "{}" });
  chmodSync(path, 0o000);
  const refused = asNobody(async () => loadConfig(undefined, path));
  await expect(refused).rejects.toMatchObject({
    code: "bad-usage",
    message: `Nobody can look for a config in ${path}: EACCES.`,
  });
  chmodSync(path, 0o700);
});

test("what is of a class, or holds itself, is left alone", async () => {
  const text = `
    class Odd { get later() { throw new Error("no"); } }
    const odd = Object.defineProperty(new Odd(), "own", { enumerable: true, get() { throw 1; } });
    const config = { checkers: [odd] };
    config.self = config;
    export default config;`;
  expect((await loadConfig("c.mjs", folder({ "c.mjs": text }))).file).toBe("c.mjs");
});

test("what cannot be a config is told from one that is wrong", async () => {
  const path = folder({ "list.json": "[]", "config.yaml": "seed: y" });
  mkdirSync(join(path, "there"));
  const told = async (name: string): Promise<string> =>
    await loadConfig(name, path).then(
      () => "",
      ({ message }: HarnessError) => message,
    );
  expect(await told("there")).toBe("there is a folder, and no config file.");
  expect(await told("list.json")).toBe("list.json must hold an object: that is the config.");
  expect(await told("config.yaml")).toContain("one of .ts, .mts, .cts, .js, .mjs, .cjs, .json.");
});

/** What is said of a config of this text. */
async function refusal(
  name: string,
  text: string,
): Promise<Pick<HarnessError, "code" | "message">> {
  return await loadConfig(name, folder({ [name]: text })).then(
    () => ({ code: "defect", message: "it was loaded" }),
    ({ code, message }: HarnessError) => ({ code, message }),
  );
}

test("a config may be a promise, and one that fails is a fault of the config", async () => {
  const path = folder({ "quintet.config.mjs": 'export default Promise.resolve({ seed: "p" });' });
  expect((await loadConfig(undefined, path)).config).toEqual({ seed: "p" });
  expect(
    await refusal("quintet.config.mjs", 'export default Promise.reject(new Error("late"));'),
  ).toEqual({
    code: "bad-config",
    message: "quintet.config.mjs could not be loaded: Error: late",
  });
});

test("a byte order mark is no part of JSON", async () => {
  const path = folder({ "quintet.config.json": '\uFEFF{ "seed": "b" }' });
  expect((await loadConfig(undefined, path)).config).toEqual({ seed: "b" });
});

test("a link that leads nowhere is told, and not passed over", async () => {
  const path = temporaryFolder();
  symlinkSync("nowhere.json", join(path, "quintet.config.json"));
  await expect(loadConfig(undefined, path)).rejects.toMatchObject({
    code: "file-missing",
    message: "quintet.config.json cannot be read: it is a link that leads nowhere.",
  });
});

test("a pipe is no config: nobody would know when it says something", async () => {
  const path = temporaryFolder();
  execFileSync("mkfifo", [join(path, "quintet.config.json")]);
  await expect(loadConfig(undefined, path)).rejects.toMatchObject({
    code: "bad-usage",
    message: "quintet.config.json is no file.",
  });
});
