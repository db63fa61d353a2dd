import { deflateSync } from "node:zlib";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { emptyFolder, type Ended, quintet } from "./cli.ts";
import { filesBelow, type Left, type Planted, sightings, spellings } from "./planted.ts";
import { startTattler } from "./tattling-server.ts";

const SHORT = { patience: "400ms", linger: "100ms" };
const CROWD = { users: 2, sentinels: 1, runsPerUser: 1, connectRate: 100 };
const CLAIMS = { isolation: "claimed", completeness: "claimed" };
const SECRETS = [1, 2, 3].map((at) => `Acc+${at}/planted-token-of-an-account==`);

const ndjson = (tokens: readonly string[] = SECRETS): string =>
  tokens.map((token, at) => JSON.stringify({ id: `user-${at}`, token })).join("\n");

const accounts: Planted = Object.fromEntries(SECRETS.map((token, at) => [`account ${at}`, token]));

function printed(command: string, { stdout, stderr }: Ended): readonly Left[] {
  return [
    { name: `stdout of ${command}`, text: stdout },
    { name: `stderr of ${command}`, text: stderr },
  ];
}

/** Runs commands one after the other in a folder; what they print, and every file in it that is not ours. */
async function leftBy(
  folder: string,
  commands: readonly (readonly string[])[],
  { env = {}, ours }: { env?: Readonly<Record<string, string>>; ours: readonly string[] },
): Promise<readonly Left[]> {
  const left: Left[] = [];
  for (const args of commands) {
    left.push(...printed(args.join(" "), await quintet(args, folder, env)));
  }
  for (const file of ours) await rm(join(folder, file), { force: true });
  left.push(...(await filesBelow(folder)));
  return left;
}

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

describe("what a server echoes of it stands in nothing that is left behind", () => {
  test("a cookie, credentials and a parameter of the address, headers, a login frame, an accounts file", async () => {
    const folder = await emptyFolder();
    const { url, heard } = await startTattler({ finish: true });
    const planted: Planted = {
      ...accounts,
      "the password": "pass-planted-0815",
      "the parameter": "param-planted-4711",
      "the api key": "api-planted-a1b2c3d4",
      "the proxy's password": "proxy-planted-77x",
      "the login": "login-planted-5e6f",
      "the other cookie": "sid-planted-9988aa",
    };
    const proxy = Buffer.from(`me:${planted["the proxy's password"]}`).toString("base64");
    await writeFile(join(folder, "accounts.ndjson"), ndjson());
    const config = {
      target: {
        url: `${url.replace("//", `//me:${planted["the password"]}@`)}?api_key=${planted["the parameter"]}&v=2`,
      },
      accounts: { file: "accounts.ndjson" },
      dialect: {
        json: {
          auth: { cookie: "session" },
          connect: {
            headers: {
              "x-api-key": planted["the api key"],
              "proxy-authorization": `Basic ${proxy}`,
              cookie: `sid=${planted["the other cookie"]}`,
            },
            login: [{ type: "login", password: planted["the login"] }],
          },
        },
      },
      crowd: CROWD,
      claims: CLAIMS,
      ...SHORT,
    };
    await writeFile(join(folder, "quintet.config.json"), JSON.stringify(config));
    const left = await leftBy(
      folder,
      [
        ["run"],
        ["check", "quintet-report"],
        ["prove", "quintet-report", "--seeds", "1"],
        ["run", "--json", "--out", "second"],
        ["gate", "--out", "third"],
        ["gate", "--json", "--out", "fourth"],
        ["run", "--print-config"],
        ["doctor"],
      ],
      { ours: ["quintet.config.json", "accounts.ndjson"] },
    );
    expect(left.map(({ name }) => name)).toEqual(
      expect.arrayContaining(
        [
          "verdict.json",
          "report.html",
          "report.html, unpacked",
          "junit.xml",
          "summary.md",
          "plan.json",
          "history.ndjson",
          "power.md",
        ].map((name) => `quintet-report/${name}`),
      ),
    );
    const told = [...heard].join("\n");
    for (const [name, secret] of Object.entries(planted)) {
      // Or there would have been nothing to hide.
      expect(sightings({ [name]: secret }, [{ name: "the server", text: told }])).not.toEqual([]);
    }
    expect(left.map(({ text }) => text).join("")).toContain("[token of user-0]");
    expect(sightings(planted, left).join("\n")).toBe("");
  });

  test.for([
    ["the variable, as a parameter", { query: "t" }],
    ["the variable, in the first frame", { firstFrame: { type: "auth", token: "{token}" } }],
    ["the variable, as bearer", "bearer"],
  ] as const)("accounts from %s", async ([, auth]) => {
    const folder = await emptyFolder();
    const { url } = await startTattler();
    const config = { dialect: { json: { auth } }, crowd: CROWD, ...SHORT };
    await writeFile(join(folder, "quintet.config.json"), JSON.stringify(config));
    const left = await leftBy(
      folder,
      [
        ["run", "--url", url],
        ["doctor", "--url", url],
      ],
      {
        env: { QUINTET_ACCOUNTS: ndjson() },
        ours: ["quintet.config.json"],
      },
    );
    expect(sightings(accounts, left).join("\n")).toBe("");
  });

  test("accounts from a function, as a subprotocol", async () => {
    const folder = await emptyFolder();
    const { url } = await startTattler();
    const planted: Planted = {
      one: "subprotocol-planted-1",
      two: "subprotocol-planted-2",
      three: "subprotocol-planted-3",
    };
    await writeFile(
      join(folder, "quintet.config.mjs"),
      `import { json } from "quintet";
       export default {
         target: { url: "${url}" },
         accounts: (n) => ${JSON.stringify(Object.values(planted))}.map((token, at) => ({ id: "user-" + at, token })).slice(0, n),
         dialect: json({ auth: "subprotocol" }),
         crowd: ${JSON.stringify(CROWD)}, patience: "400ms", linger: "100ms",
       };`,
    );
    const left = await leftBy(folder, [["run"], ["doctor"]], { ours: ["quintet.config.mjs"] });
    expect(sightings(planted, left).join("\n")).toBe("");
  });

  test("minted ones, and the secret that signs them", async () => {
    const folder = await emptyFolder();
    const { url, heard } = await startTattler();
    const secret = "planted-signing-secret-1f2e3d";
    const left = await leftBy(
      folder,
      [
        [
          "run",
          "--url",
          url,
          "--users",
          "2",
          "--runs",
          "1",
          "--patience",
          "400ms",
          "--linger",
          "100ms",
        ],
      ],
      { env: { QUINTET_JWT_SECRET: secret }, ours: [] },
    );
    const minted = Object.fromEntries(
      [...heard].map((token) => [token, token.replace("Bearer ", "")]),
    );
    expect(Object.keys(minted)).toHaveLength(4);
    expect(sightings({ ...minted, "the secret": secret }, left).join("\n")).toBe("");
  });

  test("the body and the words of a refusal", async () => {
    const folder = await emptyFolder();
    const { url } = await startTattler({ refuse: true });
    await writeFile(join(folder, "accounts.ndjson"), ndjson());
    const at = ["--url", url, "--accounts", "accounts.ndjson"];
    const crowd = ["--users", "2", "--sentinels", "1", "--patience", "400ms"];
    const left = await leftBy(
      folder,
      [
        ["run", ...at, ...crowd],
        ["run", ...at, ...crowd, "--json"],
        ["doctor", ...at],
        ["init", ...at],
      ],
      {
        ours: ["accounts.ndjson"],
      },
    );
    expect(sightings(accounts, left).join("\n")).toBe("");
  });
});

test("init writes neither tokens nor the secrets of an address", async () => {
  const folder = await emptyFolder();
  const { url } = await startTattler({ finish: true, calm: true });
  const planted: Planted = {
    ...accounts,
    "the password": "pass-planted-0815",
    "the parameter": "param-planted-4711",
  };
  await writeFile(join(folder, "accounts.ndjson"), ndjson());
  const address = `${url.replace("//", `//me:${planted["the password"]}@`)}?api_key=${planted["the parameter"]}`;
  const init = [
    "init",
    "--url",
    address,
    "--accounts",
    "accounts.ndjson",
    "--auth",
    "cookie:session",
    "--quiet",
    "300ms",
    "--ci",
    "github",
  ];
  const left = await leftBy(folder, [init, ["run", "--print-config"]], {
    env: { QUINTET_URL: address },
    ours: ["accounts.ndjson"],
  });
  const written = left.map(({ name }) => name);
  expect(written).toContain("quintet.config.ts");
  expect(left.find(({ name }) => name === "quintet.config.ts")?.text).toContain("QUINTET_URL");
  expect(sightings(planted, left).join("\n")).toBe("");
});

describe("what goes wrong tells no secret", () => {
  const planted = { "the secret": "planted-in-the-environment-1a2b" };
  const env = { MY_API_TOKEN: planted["the secret"], QUINTET_ACCOUNTS: ndjson() };
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

  /** A config with code that does this whenever one of the accounts connects, as `identity`. */
  async function writeConfig(
    folder: string,
    { url, workers, atConnect }: { url: string; workers: number; atConnect: string },
  ): Promise<void> {
    await writeFile(join(folder, "accounts.ndjson"), ndjson());
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
