// Builds `quintet-base:local`, the base of the reference image, from this machine's own Node: for machines
// that reach no registry. No shell, no package manager: node, the libraries that it loads, /tmp, two users.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { askEngine, complaint } from "../fixtures/services/engine-api.ts";
import { findEngine } from "../fixtures/services/engine.ts";

const NAME = "quintet-base";
const TAG = "local";
const NODE = "/usr/local/bin/node";

/** Paths of the libraries that the program loads, as it asks for them. */
function librariesOf(program) {
  const listed = execFileSync("ldd", [program], { encoding: "utf8" });
  return listed.split("\n").flatMap((line) => /(?:=> )?(\/\S+) \(0x/.exec(line)?.[1] ?? []);
}

function layOut(root) {
  const place = (from, to) => {
    mkdirSync(dirname(join(root, to)), { recursive: true });
    copyFileSync(realpathSync(from), join(root, to));
    chmodSync(join(root, to), 0o755);
  };
  place(process.execPath, NODE);
  for (const library of librariesOf(process.execPath)) place(library, library);
  mkdirSync(join(root, "tmp"));
  chmodSync(join(root, "tmp"), 0o1777);
  mkdirSync(join(root, "etc"));
  writeFileSync(join(root, "etc/passwd"), "root:x:0:0:root:/:/\nnode:x:1000:1000:node:/tmp:/\n");
  writeFileSync(join(root, "etc/group"), "root:x:0:\nnode:x:1000:\n");
}

/** Hands the folder to the engine as an image. */
async function importImage(engine, root) {
  const tar = spawn("tar", ["-c", "--owner=0", "--group=0", "--numeric-owner", "-C", root, "."], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const query = { fromSrc: "-", repo: NAME, tag: TAG, changes: "ENV PATH=/usr/local/bin" };
  const [reply, [code]] = await Promise.all([
    askEngine(engine, "POST", "/images/create", { query, body: tar.stdout, timeout: 120_000 }),
    once(tar, "close"),
  ]);
  if (code !== 0) throw new Error(`tar ended with exit code ${code}`);
  const image = await askEngine(engine, "GET", `/images/${NAME}:${TAG}/json`);
  if (reply.status !== 200 || image.status !== 200) throw new Error(complaint(reply));
  return image.body;
}

const started = performance.now();
const root = mkdtempSync(join(tmpdir(), "quintet-base-"));
try {
  if (process.platform !== "linux")
    throw new Error("the base is made of this machine's Node: that needs Linux");
  const engine = await findEngine();
  chmodSync(root, 0o755);
  layOut(root);
  const { Size: size } = await importImage(engine, root);
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  console.log(
    `${NAME}:${TAG}: Node ${process.versions.node}, ${Math.round(size / 1e6)} MB, in ${seconds} s`,
  );
} catch (error) {
  console.error(`base-image: ${error.message}${error.hint ? `\n${error.hint}` : ""}`);
  process.exitCode = 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
