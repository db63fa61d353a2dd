import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { agUi } from "../harness/contract/ag-ui.ts";
import { agUiDialect, type AgUiDialectOptions } from "../harness/dialects/ag-ui.ts";
import { type Claim, run, type Verdict } from "../harness/index.ts";
import { type AgUiServerOptions, startAgUiServer } from "./ag-ui-server.ts";
import { emptyFolder, quintet } from "./cli.ts";

/** The one that Quintet signs with towards loopback when none is set. */
const SECRET = process.env["QUINTET_JWT_SECRET"] ?? "quintet-development-secret-not-for-production";

const SCHEMES = { websocket: "ws", sse: "http" } as const;

type Transport = keyof typeof SCHEMES;

async function judgeAt(
  address: string,
  transport: Transport,
  dialect: AgUiDialectOptions = {},
  identity: Claim = "watched",
): Promise<Verdict> {
  return run({
    target: { url: `${SCHEMES[transport]}://${address}` },
    auth: { verifies: true },
    claims: { identity },
    dialect: agUiDialect({ transport, ...dialect }),
    contract: agUi({ strict: true, echo: "required", maxErrored: 0.05 }),
    crowd: { users: 5, sentinels: 1, runsPerUser: 2, connectRate: 1_000, prompts: "plain" },
    patience: "1s",
    linger: "200ms",
    out: join(await emptyFolder(), "report"),
  });
}

/** The verdict, once nobody is connected any more: who stays keeps the test from its end. */
async function judge(
  transport: Transport,
  server: Partial<AgUiServerOptions> = {},
  dialect: AgUiDialectOptions = {},
  identity: Claim = "watched",
): Promise<Verdict> {
  const target = await startAgUiServer({ secret: SECRET, ...server });
  onTestFinished(() => target.close());
  const verdict = await judgeAt(target.address, transport, dialect, identity);
  await target.empty();
  return verdict;
}

function found({ findings }: Verdict): readonly string[] {
  return findings.map((one) => `${one.guarantee}/${one.kind}`);
}

function guarantee({ guarantees }: Verdict, wanted: string) {
  return guarantees.find(({ name }) => name === wanted);
}

describe.for(["websocket", "sse"] as const)("a server of AG-UI over %s", (transport) => {
  test("passes when it is right, at the tier that its silence allows", async () => {
    const verdict = await judge(transport);
    expect(verdict).toMatchObject({ outcome: "pass", findings: [], error: null });
    expect(verdict.envelope).toMatchObject({ users: 5, sentinels: 1, runs: 10, events: 130 });
    expect(guarantee(verdict, "isolation")).toMatchObject({ outcome: "pass", tier: "C" });
  });

  test.for([
    ["leak", "isolation/bleed"],
    ["misroute", "isolation/misroute"],
    ["lose", "completeness/tail"],
  ] as const)("fails when it does wrong in one run: %s", async ([bug, finding]) => {
    const verdict = await judge(transport, { bug });
    expect(verdict.outcome).toBe("fail");
    expect(found(verdict)).toEqual([finding]);
  });

  test("an error that names no run is of the run that failed", async () => {
    const verdict = await judge(transport, { bug: "fail" });
    expect(found(verdict)).toEqual([]);
    expect(guarantee(verdict, "completeness")?.reason).toContain("NO_MODEL");
    expect(guarantee(verdict, "finality")?.outcome).toBe("pass");
  });

  test("a connection that it lets go in the middle of a run is told", async () => {
    const verdict = await judge(transport, { bug: "break" });
    expect(verdict.outcome).toBe("fail");
    expect(verdict.findings.map(({ message }) => message).join()).toContain("1006");
  });

  test.for([true, false])("accounts that are refused are told, by %s", async (guardsAll) => {
    const verdict = await judge(transport, { secret: "another secret", guardsAll });
    expect(verdict).toMatchObject({ outcome: "unknown", findings: [] });
    expect(verdict.error).toMatchObject({ code: "all-refused" });
    expect(verdict.error?.message).toContain("HTTP 401");
  });

  test("a server that is gone is told as such", async () => {
    const server = await startAgUiServer({ secret: SECRET });
    await server.close();
    const { outcome, error } = await judgeAt(server.address, transport);
    expect({ outcome, code: error?.code }).toEqual({ outcome: "unknown", code: "refused" });
  });
});

describe("bad tokens", () => {
  const opening = { method: "GET", url: "/me" };

  test("are tried with the upgrade of a WebSocket", async () => {
    const verdict = await judge("websocket", {}, {}, "claimed");
    expect(guarantee(verdict, "identity")?.outcome).toBe("pass");
  });

  test("are tried with the request that opens, where the server asks for a token at once", async () => {
    const verdict = await judge("sse", { guardsAll: true }, {}, "claimed");
    expect(guarantee(verdict, "identity")?.outcome).toBe("pass");
  });

  test("are not judged by an answer that is the same for good ones", async () => {
    const { outcome, reason } = guarantee(await judge("sse", {}, {}, "claimed"), "identity") ?? {};
    expect(outcome).toBe("unknown");
    expect(reason).toContain("token-not-asked-for");
  });

  test("are judged by a request of the config's own, and one that lets them in is convicted", async () => {
    const right = await judge("sse", { guardsAll: true }, { opening }, "claimed");
    expect(guarantee(right, "identity")?.outcome).toBe("pass");
    expect(right.outcome).toBe("pass");
    const wrong = await judge("sse", {}, { opening }, "claimed");
    expect(new Set(found(wrong))).toEqual(new Set(["identity/probe-accepted"]));
  });
});

describe("the configs of the page", () => {
  const page = readFileSync(join(import.meta.dirname, "../docs/dialects/ag-ui.md"), "utf8");
  const configs = Array.from(
    page.matchAll(/^```ts\n(import .*?)^```$/gms),
    ([, text = ""]) => text,
  );

  test.for([...configs.entries()])("pass a right server: %i", async ([, text]) => {
    const server = await startAgUiServer({ secret: SECRET });
    onTestFinished(() => server.close());
    const host = server.address.replace("/agent", "");
    const placed = text
      .replaceAll("https://staging.example.com", `http://${host}`)
      .replaceAll("wss://staging.example.com", `ws://${host}`);
    const folder = await emptyFolder();
    await writeFile(join(folder, "quintet.config.ts"), placed);
    await writeFile(join(folder, "accounts.ndjson"), accounts(10));
    const { code, stdout } = await quintet(["run", "--connect-rate", "100"], folder);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining("PASS") as string,
    });
    await server.empty();
  });

  test("are two", () => {
    expect(configs).toHaveLength(2);
  });
});

/** As many accounts, one a line. */
function accounts(count: number): string {
  return Array.from({ length: count }, (_, at) => {
    const id = `user-${at}`;
    const signed = `${part({ alg: "HS256" })}.${part({ sub: id, exp: Date.now() / 1_000 + 600 })}`;
    const signature = createHmac("sha256", SECRET).update(signed).digest("base64url");
    return `${JSON.stringify({ id, token: `${signed}.${signature}` })}\n`;
  }).join("");
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
