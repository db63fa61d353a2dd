import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { emptyFolder, quintet } from "./cli.ts";
import { filesBelow, sightings } from "./planted.ts";
import { accounts, ACCOUNTS_FILE, CROWD, leftBy, printed, SHORT } from "./planted-accounts.ts";
import { startTattler } from "./tattling-server.ts";

describe("what goes wrong tells no secret", () => {
  const planted = { "the secret": "planted-in-the-environment-1a2b" };
  const env = { MY_API_TOKEN: planted["the secret"], QUINTET_ACCOUNTS: ACCOUNTS_FILE };
  const own = { ...planted, ...accounts };

  test("a server of ours that prints its environment and its users' tokens", async () => {
    const folder = await emptyFolder();
    const script = join(folder, "server.mjs");
    await writeFile(script, LOUD);
    const config = {
      target: {
        command: [process.execPath, script],
        url: "ws://127.0.0.1:{port}/ws",
        env: { DATABASE_PASSWORD: "planted-for-the-database" },
      },
      accounts: { env: "QUINTET_ACCOUNTS" },
      crowd: CROWD,
      ...SHORT,
    };
    await writeFile(join(folder, "quintet.config.json"), JSON.stringify(config));
    const left = await leftBy(folder, [["run"]], {
      env,
      ours: ["quintet.config.json", "server.mjs"],
    });
    const log = left.find(({ name }) => name === "quintet-report/target.log")?.text;
    expect(log).toContain("connected with");
    expect(sightings({ ...own, "the database": "planted-for-the-database" }, left).join("\n")).toBe(
      "",
    );
  });

  test("a server of ours that dies with what the config gave it on its lips", async () => {
    const folder = await emptyFolder();
    const given = {
      "a line of a key": "MIIEvQIBADANBgkqhkiG9w0BAQ",
      "a passphrase": "correct horse battery",
      "the password of a database": "pw-planted-2f",
    };
    const target = {
      command: "env; exit 3",
      url: "ws://127.0.0.1:{port}/ws",
      env: {
        TLS_PRIVATE_KEY: `-----BEGIN KEY-----\n${given["a line of a key"]}\n-----END KEY-----`,
        KEYSTORE_PASSPHRASE: given["a passphrase"],
        DATABASE_URL: `postgres://app:${given["the password of a database"]}@db/x`,
      },
    };
    await writeFile(join(folder, "quintet.config.json"), JSON.stringify({ target }));
    const left = await leftBy(folder, [["run"], ["run", "--json"], ["doctor"]], {
      ours: ["quintet.config.json"],
    });
    expect(left.map(({ text }) => text).join("")).toContain("DATABASE_URL=postgres://app:");
    expect(sightings(given, left).join("\n")).toBe("");
  });

  test("a server of ours that dies with them on its lips", async () => {
    const folder = await emptyFolder();
    const target = { command: "env; exit 3", url: "ws://127.0.0.1:{port}/ws" };
    await writeFile(join(folder, "quintet.config.json"), JSON.stringify({ target }));
    const left = await leftBy(folder, [["run"], ["run", "--json"], ["doctor"]], {
      env,
      ours: ["quintet.config.json"],
    });
    expect(left.map(({ text }) => text).join("")).toContain("MY_API_TOKEN=");
    expect(sightings(own, left).join("\n")).toBe("");
  });

  test.for([1, 2])("code of a config that throws one later, of %i workers", async (workers) => {
    const folder = await emptyFolder();
    const { url } = await startTattler({ finish: true });
    const late = `setTimeout(() => { throw new Error("session of " + identity.token + " is gone"); }, 50);`;
    await writeConfig(folder, { url, workers, atConnect: late });
    const ended = await quintet(["run"], folder);
    expect(ended.code).toBe(64);
    const left = [...printed("run", ended), ...(await filesBelow(join(folder, "quintet-report")))];
    const verdict = left.find(({ name }) => name === "verdict.json")?.text ?? "";
    expect(JSON.parse(verdict)).toMatchObject({
      outcome: "unknown",
      error: {
        code: "bad-config",
        message: expect.stringContaining("session of [secret] is gone"),
      },
    });
    expect(sightings(accounts, left).join("\n")).toBe("");
  });

  test("what a worker says when it dies", async () => {
    const folder = await emptyFolder();
    const { url } = await startTattler({ finish: true });
    const dying = `if (process.send) { process.stderr.write("Error: session of " + identity.token + "\\n"); process.abort(); }`;
    await writeConfig(folder, { url, workers: 2, atConnect: dying });
    const ended = await quintet(["run"], folder);
    const left = [...printed("run", ended), ...(await filesBelow(join(folder, "quintet-report")))];
    expect(left.find(({ name }) => name === "verdict.json")?.text).toContain("session of [secret]");
    expect(sightings(accounts, left).join("\n")).toBe("");
  });

  test.for([
    [
      "JSON that is none",
      "quintet.config.json",
      `{"target":{"url":"ws://x/?token=${planted["the secret"]}"},"seed":${planted["the secret"]}}`,
    ],
    [
      "code that throws it",
      "quintet.config.mjs",
      "throw new Error(`no access with ${process.env.MY_API_TOKEN}`);",
    ],
    [
      "an accounts function that throws it",
      "quintet.config.mjs",
      'export default { target: { url: "ws://127.0.0.1:9/" }, accounts() { throw new Error(`401 for ${process.env.MY_API_TOKEN}`) } };',
    ],
    [
      "a dialect that throws it",
      "quintet.config.mjs",
      'import { json } from "quintet"; export default { target: { url: "ws://127.0.0.1:9/" }, dialect: json({ connect() { throw new Error(`401 for ${process.env.MY_API_TOKEN}`) } }) };',
    ],
    [
      "a version's address with credentials",
      "quintet.config.json",
      `{"target":{"url":"ws://127.0.0.1:9/"},"version":{"url":"http://me:${planted["the secret"]}@127.0.0.1:9/v?key=${planted["the secret"]}","expect":"1"}}`,
    ],
    [
      "an address of another kind",
      "quintet.config.json",
      `{"target":{"url":"ftp://me:${planted["the secret"]}@127.0.0.1/"}}`,
    ],
    [
      "a health address that nobody answers",
      "quintet.config.json",
      `{"target":{"url":"ws://127.0.0.1:9/","timeout":"200ms","health":"http://me:${planted["the secret"]}@127.0.0.1:9/?key=${planted["the secret"]}"}}`,
    ],
    [
      "a command with it in its words",
      "quintet.config.json",
      `{"target":{"command":["false","--token","${planted["the secret"]}","--key=${planted["the secret"]}"],"url":"ws://127.0.0.1:{port}/"}}`,
    ],
  ] as const)("%s", async ([, file, text]) => {
    const folder = await emptyFolder();
    await writeFile(join(folder, file), text);
    const left = await leftBy(
      folder,
      [["run"], ["run", "--json"], ["run", "--print-config"], ["doctor"]],
      { env, ours: [file] },
    );
    expect(sightings(own, left).join("\n")).toBe("");
  });
});

/** A config with code that does this whenever one of the accounts connects, as `identity`. */
async function writeConfig(
  folder: string,
  { url, workers, atConnect }: { url: string; workers: number; atConnect: string },
): Promise<void> {
  await writeFile(join(folder, "accounts.ndjson"), ACCOUNTS_FILE);
  await writeFile(
    join(folder, "quintet.config.mjs"),
    `import { json } from "quintet";
       const inner = json({});
       export default {
         target: { url: "${url}" }, accounts: { file: "accounts.ndjson" }, workers: ${workers},
         dialect: { ...inner, connect(identity, base) { ${atConnect} return inner.connect(identity, base); } },
         crowd: ${JSON.stringify(CROWD)}, ...${JSON.stringify(SHORT)},
       };`,
  );
}

/** Prints what it was started with, and whoever connects. */
const LOUD = `
import { createServer } from "node:http";
import { WebSocketServer } from ${JSON.stringify(resolve(import.meta.dirname, "../node_modules/ws/wrapper.mjs"))};
console.log(process.env);
for (const [name, value] of Object.entries(process.env)) console.log(name + "=" + value);
const http = createServer();
new WebSocketServer({ server: http }).on("connection", (socket, request) => {
  console.log("connected with", request.headers.authorization, Buffer.from(request.headers.authorization ?? "").toString("base64"));
  socket.on("message", () => console.log("asked by", encodeURIComponent(request.headers.authorization)));
});
http.listen(process.env.PORT, "127.0.0.1");
`;
