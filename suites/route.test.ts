import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { startForeignServer } from "./foreign-server.ts";

/** A server behind a proxy, and one whose certificate an authority of one's own has signed. */

const CROWD = { users: 4, sentinels: 1, runsPerUser: 2, connectRate: 1_000 };
const PAIR = "amy:s3cret-of-the-proxy";

/** Where it leads to, by the requests that it granted. */
interface Proxy {
  readonly address: string;
  readonly granted: readonly string[];
}

async function startProxy(): Promise<Proxy> {
  const granted: string[] = [];
  const wanted = `Basic ${Buffer.from(PAIR).toString("base64")}`;
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on("connect", (request, socket: Socket) => {
    socket.on("error", () => socket.destroy());
    if (request.headers["proxy-authorization"] !== wanted) {
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
      return;
    }
    const { hostname, port } = new URL(`http://${request.url}`);
    granted.push(request.url ?? "");
    const onward = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    onward.on("error", () => socket.destroy());
  });
  return { address: `127.0.0.1:${await listening(server)}`, granted };
}

/** What somebody unlocks in front of a plain server. */
async function startTls(onward: string, folder: string) {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "corp.pem")];
  const how = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2";
  const whose = ["-subj", "/CN=a test", "-addext", "subjectAltName=IP:127.0.0.1"];
  const files = ["-keyout", key, "-out", cert];
  await promisify(execFile)("openssl", [...how.split(" "), ...whose, ...files]);
  const pair = { key: await readFile(key), cert: await readFile(cert) };
  const server = createTlsServer(pair, (socket) => {
    const { hostname, port } = new URL(onward);
    const plain = connect(Number(port), hostname);
    for (const one of [plain, socket]) one.on("error", () => plain.destroy());
    socket.pipe(plain).pipe(socket);
  });
  return { url: `wss://127.0.0.1:${await listening(server)}/ws`, cert };
}

async function listening(server: Server): Promise<number> {
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => open.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function plainServer(): Promise<string> {
  const server = await startForeignServer({ optional: true });
  onTestFinished(async () => server.close());
  return server.url;
}

/** Runs against a target that a config file names. */
async function ran(target: object, folder: string, flags: readonly string[] = []) {
  await writeFile(join(folder, "quintet.config.json"), JSON.stringify({ target, crowd: CROWD }));
  const { code, stdout, stderr } = await quintet(["run", ...flags, "--json"], folder);
  return { code, stderr, verdict: JSON.parse(stdout) as Verdict, all: `${stdout}${stderr}` };
}

test("every connection goes through the proxy, once, and its password stands nowhere", async () => {
  const { address, granted } = await startProxy();
  const url = await plainServer();
  const { code, verdict, all } = await ran(
    { url, proxy: `http://${PAIR}@${address}` },
    await emptyFolder(),
  );
  expect([code, verdict.outcome]).toEqual([0, "pass"]);
  expect(granted).toEqual(Array.from({ length: 5 }, () => new URL(url).host));
  expect(all).not.toContain("s3cret");
});

test("a proxy that wants credentials is unknown, and the hint says where they go", async () => {
  const { address, granted } = await startProxy();
  const { code, verdict } = await ran({ url: await plainServer() }, await emptyFolder(), [
    "--proxy",
    `http://${address}`,
  ]);
  expect([code, verdict.outcome, verdict.error?.code]).toEqual([2, "unknown", "proxy"]);
  expect(verdict.error?.message).toContain("HTTP 407");
  expect(verdict.error?.hint).toContain("http://user:password@proxy:port");
  expect(granted).toEqual([]);
});

test("an authority of one's own is trusted when it is named, and only then", async () => {
  const folder = await emptyFolder();
  const { url, cert } = await startTls(await plainServer(), folder);
  const distrusted = await ran({ url }, folder);
  expect([distrusted.code, distrusted.verdict.error?.code]).toEqual([2, "tls"]);
  const trusted = await ran({ url }, folder, ["--ca", cert]);
  expect([trusted.code, trusted.verdict.outcome]).toEqual([0, "pass"]);
});

test("both at once: TLS from end to end, through a proxy", async () => {
  const folder = await emptyFolder();
  const { address, granted } = await startProxy();
  const { url, cert } = await startTls(await plainServer(), folder);
  const { code, verdict } = await ran(
    { url, ca: cert, proxy: `http://${PAIR}@${address}` },
    folder,
  );
  expect([code, verdict.outcome]).toEqual([0, "pass"]);
  expect(granted).toEqual(Array.from({ length: 5 }, () => new URL(url).host));
});

test("a file without a certificate is refused before anything is opened", async () => {
  const folder = await emptyFolder();
  await writeFile(join(folder, "empty.pem"), "nothing\n");
  const { code, verdict } = await ran({ url: await plainServer() }, folder, ["--ca", "empty.pem"]);
  expect([code, verdict.error?.code]).toEqual([64, "bad-config"]);
});
