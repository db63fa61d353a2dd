import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { accountOf } from "./counters.ts";
import { type Peer, PEER_BOUND } from "./peer.ts";

const SCRIPT = join(import.meta.dirname, "k6-script.js");

/** k6 with a script that validates as Artillery's hook does; nothing where k6 is not on the path. */
export async function k6(): Promise<readonly Peer[]> {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const program = folders.map((folder) => join(folder, "k6")).find((path) => existsSync(path));
  return program === undefined ? [] : [peerOf(program)];
}

function peerOf(program: string): Peer {
  return {
    name: "k6",
    others: 0,
    async start({ processes }, { port, users, runs }) {
      const folder = await mkdtemp(join(tmpdir(), "quintet-bench-k6-"));
      const report = join(folder, "report.json");
      const child = processes.spawn(
        program,
        ["run", "--quiet", "--no-usage-report", SCRIPT],
        PEER_BOUND,
        {
          BENCH_URL: `ws://127.0.0.1:${port}/ws`,
          BENCH_USERS: String(users),
          BENCH_RUNS: String(runs),
          BENCH_REPORT: report,
        },
      );
      return {
        child,
        async account() {
          try {
            await child.over;
            return accountOf(JSON.parse(await readFile(report, "utf8")), "ill.");
          } finally {
            await rm(folder, { recursive: true, force: true });
          }
        },
      };
    },
  };
}
