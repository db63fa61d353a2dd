import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { checkVersion, type VersionCheck } from "./version-check.ts";

async function answering(body: string, status = 200): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end(body));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/version?key=s3cret`;
}

const never = { signal: new AbortController().signal };
const check = async (body: string, rest: Omit<VersionCheck, "url">, status?: number) =>
  checkVersion({ url: await answering(body, status), ...rest }, never);

test("the expected version is let through, as a text or as a field", async () => {
  await expect(check("1.4.2\n", { expect: "1.4.2" })).resolves.toBeUndefined();
  const body = '{"build":{"commit":"abc"}}';
  await expect(check(body, { field: "build.commit", expect: "abc" })).resolves.toBeUndefined();
});

test.for([
  ["another one", "1.4.1", { expect: "1.4.2" }, 200, /says version "1\.4\.1", and "1\.4\.2" was/],
  ["none", "", { expect: "1.4.2" }, 503, /did not tell a version: HTTP 503/],
  ["one, in no answer", "1.4.2", { expect: "1.4.2" }, 300, /did not tell a version: HTTP 300/],
  ["no JSON", "<html>", { field: "commit", expect: "a" }, 200, /has no text under commit/],
  ["no such field", "{}", { field: "__proto__", expect: "a" }, 200, /has no text under __proto__/],
] as const)("%s is refused", async ([, body, rest, status, message]) => {
  const refused = check(body, rest, status);
  await expect(refused).rejects.toMatchObject({ code: "wrong-version" });
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.not.toThrow(/s3cret/);
});

test("a redirect is followed, and one without an end is not", async () => {
  const server = createServer((request, response) => {
    const end = request.url === "/a" ? "/b" : request.url === "/b" ? null : "/c";
    response.writeHead(end === null ? 200 : 302, end === null ? {} : { location: end }).end("1");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await expect(checkVersion({ url: `${url}/a`, expect: "1" }, never)).resolves.toBeUndefined();
  await expect(checkVersion({ url: `${url}/c`, expect: "1" }, never)).rejects.toThrow(/no answer/);
});

test("an interrupt ends the asking", async () => {
  const reason = new Error("interrupted");
  const asked = checkVersion(
    { url: await answering("1"), expect: "1" },
    { signal: AbortSignal.abort(reason) },
  );
  await expect(asked).rejects.toBe(reason);
});
