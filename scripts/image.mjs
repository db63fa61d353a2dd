// Builds `quintet:local`, an image of Quintet itself: the packed package with what it needs at run time. Its
// base: QUINTET_BASE_IMAGE, `quintet-base:local` where it was built, or the one that the Dockerfile names.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const NAME = "quintet:local";
const LOCAL_BASE = "quintet-base:local";

const run = (program, args, cwd) => execFileSync(program, args, { cwd, stdio: "inherit" });

function chooseBase() {
  const named = process.env.QUINTET_BASE_IMAGE;
  if (named) return named;
  try {
    execFileSync("docker", ["image", "inspect", LOCAL_BASE], { stdio: "ignore" });
    return LOCAL_BASE;
  } catch {
    return null;
  }
}

const context = mkdtempSync(join(tmpdir(), "quintet-image-"));
try {
  run("npm", ["pack", "--silent", "--pack-destination", context], process.cwd());
  const tarball = readdirSync(context).find((name) => name.endsWith(".tgz"));
  writeFileSync(join(context, "package.json"), '{"private":true}\n');
  const quiet = ["--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--prefer-offline"];
  run("npm", ["install", "--omit=dev", "--omit=peer", ...quiet, `./${tarball}`], context);
  mkdirSync(join(context, "work"));
  copyFileSync("Dockerfile", join(context, "Dockerfile"));
  const base = chooseBase();
  const args = base === null ? [] : ["--build-arg", `BASE=${base}`];
  run("docker", ["build", "--quiet", ...args, "--tag", NAME, "."], context);
  console.log(`${NAME} is built on ${base ?? "the Dockerfile's base"}`);
} finally {
  rmSync(context, { recursive: true, force: true });
}
