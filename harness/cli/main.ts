#!/usr/bin/env node
// The door: it looks at Node's version before anything else is loaded, since newer syntax fails without a word.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
  console.error(
    `quintet needs Node 22.22 or newer, and this is ${process.versions.node}. Inside a project that has the package "node" installed, npx brings a newer one.`,
  );
  process.exitCode = 64;
} else {
  // Whoever reads us may stop reading, such as `head`: that is no failure of ours.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  const { main } = await import("./program.ts");
  process.exitCode = await main(process.argv.slice(2));
}
