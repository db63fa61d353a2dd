import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { emptyFolder } from "./cli.ts";
import { type Planted, sightings } from "./planted.ts";
import { accounts, ACCOUNTS_FILE, CROWD, leftBy, SHORT } from "./planted-accounts.ts";
import { startTattler } from "./tattling-server.ts";

const CLAIMS = { isolation: "claimed", completeness: "claimed" };

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
    await writeFile(join(folder, "accounts.ndjson"), ACCOUNTS_FILE);
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
        env: { QUINTET_ACCOUNTS: ACCOUNTS_FILE },
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
    await writeFile(join(folder, "accounts.ndjson"), ACCOUNTS_FILE);
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
  await writeFile(join(folder, "accounts.ndjson"), ACCOUNTS_FILE);
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
