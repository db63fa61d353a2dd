import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** The newcomer's server, in Python. `fault`: what it does wrong. @returns its address */
export async function startNewcomer(fault = ""): Promise<string> {
  const file = join(import.meta.dirname, "newcomer-server.py");
  const server = spawn("python3", [file], { env: { ...process.env, PORT: "0", FAULT: fault } });
  onTestFinished(() => void server.kill());
  return `ws://127.0.0.1:${await portOf(server)}/`;
}

async function portOf(server: ChildProcess): Promise<string> {
  return await new Promise((settle, fail) => {
    let said = "";
    server.on("error", fail);
    server.on("exit", () => fail(new Error(`the server ended: ${said}`)));
    for (const stream of [server.stdout, server.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        const [, port] = /listening on (\d+)\n/.exec(said) ?? [];
        if (port !== undefined) settle(port);
      });
    }
  });
}
