import { Command, CommanderError, Option } from "commander";
import { asHarnessError, HarnessError } from "../errors/harness-error.ts";
import { FORGES } from "../rehearsal/ci-job.ts";
import { version } from "../run/version.ts";
import type { MergeFlags } from "./merge.ts";
import type { GateFlags } from "./gate.ts";
import type { InitFlags } from "./init.ts";
import { Interrupted } from "./interrupted.ts";
import { showError } from "./output.ts";
import type { ProveFlags } from "./prove.ts";
import type { ReportFlags } from "./report.ts";
import { REPORT_FORMATS } from "./report-formats.ts";
import {
  type CrowdFlags,
  defaultOf,
  fromEnvironment,
  withCrowdOptions,
  withRouteOptions,
} from "./options.ts";
import { demandFolder, demandValues } from "./demands.ts";
import type { DemoFlags } from "./demo.ts";
import { type ShardFlags, withShardOptions } from "./shard.ts";
import { usage } from "./usage.ts";
import { durationText, names, notEmpty, wholeNumber } from "./values.ts";

const EXIT_CODES = `
Exit codes:
  0 pass   1 fail   2 could not be judged   3 only deadlines missed
  64 bad usage or config   70 defect in Quintet   129, 130, 143 interrupted`;

const PROVE_CODES = `
Exit codes:
  0 every fault caught, no false alarm
  1 a fault below 19 of 20 or not fired, or a false alarm
  2 something could not be judged   64 bad usage   129, 130, 143 interrupted`;

const REPORT_CODES = `
Exit codes:
  0 drawn, whatever the outcome
  64 nothing there to draw, bad usage, or a folder that cannot be written`;

const VARIABLES = `
Every option that takes a value can come from the environment:
QUINTET_RUNS_PER_USER for --runs-per-user. Flags win over the environment, and
both over a config.`;

const CONFIG =
  "config file (default: quintet.config.ts, .js, .mjs or .json here, also where --url names the server)";

const EXAMPLES = `
Examples:
  quintet demo                                 try it on the built-in server
  quintet run --url wss://staging.example.com  judge a server that runs already
  quintet run quintet.config.ts --users 50     judge what a config names
  quintet gate --wait 120s                     the same before a deployment
  quintet init --url ws://127.0.0.1:8080/ws    write a config for your server
  quintet doctor                               what is missing here, explained
  quintet check quintet-report                 judge a stored history again
  quintet report quintet-report --format html  draw its report again
  quintet prove                                what is caught, and what is not`;

/**
 * Runs one command line; of the commands only the one that was named is loaded. It never exits by itself.
 *
 * @param interrupted rejects with `Interrupted` once nobody waits for the command any more, which then goes on unheard
 * @returns the exit code
 */
export async function main(args: readonly string[], interrupted: Promise<never>): Promise<number> {
  let code = 0;
  const program = build((value) => {
    code = value;
  });
  try {
    const asked = args[0] === "help" && args[1] !== undefined && !knows(program, args[1]);
    // Help on what there is not is answered as that itself would be.
    await Promise.race([
      interrupted,
      program.parseAsync(args.slice(asked ? 1 : 0), { from: "user" }),
    ]);
    return code;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    const error =
      thrown instanceof CommanderError
        ? new HarnessError("bad-usage", usage(thrown))
        : asHarnessError(thrown);
    const exit = showError(error, { json: args.includes("--json") });
    if (error instanceof Interrupted) return error.exit;
    const { leaveRefusalOf } = await import("./refused.ts");
    await leaveRefusalOf(args, error);
    return exit;
  }
}

function knows(program: Command, name: string): boolean {
  return program.commands.some((command) => command.name() === name);
}

function build(done: (code: number) => void): Command {
  const program = new Command("quintet")
    .description(
      "Proves that every user of a WebSocket agent service receives exactly its own\nevents, all of them, in order, once.",
    )
    .version(version)
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .configureHelp({ optionDescription: ({ description }) => description })
    .showSuggestionAfterError()
    .addHelpText("after", `${EXAMPLES}\n${EXIT_CODES}`)
    .hook("preAction", (_program, command) => {
      demandFolder();
      demandValues(command);
    });

  withCrowdOptions(
    program
      .command("demo")
      .description("start the built-in reference server and validate it")
      .addOption(
        new Option("--target <kind>", "how to start it: process (default) or container")
          .choices(["process", "container"])
          .default("process"),
      )
      .addOption(
        new Option(
          "--fault <id>",
          "break it on purpose, such as payload-swap, and see what is found",
        ).conflicts("target"),
      ),
    "started",
  )
    .addHelpText("after", EXIT_CODES)
    .action(async (flags: DemoFlags) => {
      const { demoCommand } = await import("./demo.ts");
      done(await demoCommand(flags));
    });

  withShardOptions(
    withTargetOptions(
      program.command("run").description("validate a target: the one of --url, or of a config"),
    ),
  ).action(async (config: string | undefined, flags: CrowdFlags & ShardFlags) => {
    const { runCommand } = await import("./run.ts");
    done(await runCommand(config, flags));
  });

  withTargetOptions(
    program
      .command("gate")
      .description("run before a deployment: claims listed, version checked, waivers, CI artefacts")
      .option(
        "--wait <duration>",
        "wait so long for the health address of the config, such as 120s",
        durationText,
      )
      .option("--expect-version <text>", "judge only this version (see `version` of the config)")
      .option(
        "--confirm <n>",
        "after a fail, try so many times more; it stays a fail",
        wholeNumber(0),
      )
      .option("--baseline <file>", "an earlier verdict.json: tell what is new, and what was known"),
  ).action(async (config: string | undefined, flags: GateFlags) => {
    const { gateCommand } = await import("./gate.ts");
    done(await gateCommand(config, flags));
  });

  program
    .command("check")
    .description("judge a stored history again: no server, no network")
    .argument("<path>", "an output folder, or a history.ndjson")
    .option("--json", "print the verdict to stdout, and nothing else")
    .option(
      "--config <file>",
      "the config of the execution, for its payload schemas and own checkers",
    )
    .addHelpText("after", EXIT_CODES)
    .action(async (path: string, flags: { json?: boolean; config?: string }) => {
      const { checkCommand } = await import("./check.ts");
      done(await checkCommand(path, { json: false, ...flags }));
    });

  program
    .command("report")
    .description("draw the reports of a stored execution again; its outcome stays as it is")
    .argument("<path>", "an output folder, or a history.ndjson in it")
    .option(
      "--format <names>",
      `${REPORT_FORMATS.join(", ")}, with commas between (default: all)`,
      names,
    )
    .option(
      "--out <dir>",
      "where to write them (default: into that folder); - for stdout",
      notEmpty,
    )
    .addHelpText("after", REPORT_CODES)
    .action(async (path: string, flags: ReportFlags) => {
      const { reportCommand } = await import("./report.ts");
      done(await reportCommand(path, flags));
    });

  program
    .command("merge")
    .description("one verdict from the output folders of shards")
    .argument("<dirs...>", "output folders of `quintet run --shard`, or of merged ones")
    .option("--out <dir>", "output folder (default quintet-report)", notEmpty)
    .option(
      "--config <file>",
      "the config of the execution, for its payload schemas and own checkers",
    )
    .option("--json", "print the verdict to stdout, and nothing else")
    .addHelpText("after", EXIT_CODES)
    .action(async (dirs: readonly string[], flags: MergeFlags) => {
      const { mergeCommand } = await import("./merge.ts");
      done(await mergeCommand(dirs, flags));
    });

  withRouteOptions(program.command("init"))
    .description("perform two runs on a server, show how it speaks, and write a config for it")
    .requiredOption(
      "--url <url>",
      "the server: ws://… or wss://…; http://… or https://… where it answers with event streams",
    )
    .option("--send <json>", "message that starts a run, with {prompt}, {run}, {thread}, {user}")
    .option("--login <json>", "first message on a WebSocket, with {token}, {user}")
    .option("--auth <how>", "bearer (default), subprotocol, query:<name>, cookie:<name>, none")
    .option("--accounts <file>", 'identities to use, one {"id","token"} a line', notEmpty)
    .addOption(new Option("--ci <forge>", "write a CI job too: github or gitlab").choices(FORGES))
    .option("--force", "overwrite the files that it writes, where they are there already")
    .option(
      "--quiet <duration>",
      "a run is over after so long without a message",
      durationText,
      "2s",
    )
    .option(
      "--patience <duration>",
      "wait so long for the first word of a run",
      durationText,
      "30s",
    )
    .action(async (flags: InitFlags) => {
      const { initCommand } = await import("./init.ts");
      done(await initCommand(flags));
    });

  withRouteOptions(program.command("doctor"))
    .description("say what works here: machine, target, token, one run told message by message")
    .argument("[config]", CONFIG)
    .option("--url <url>", "a server that runs already: ws://… or wss://…")
    .option("--accounts <file>", 'identities to use, one {"id","token"} a line', notEmpty)
    .option(
      "--users <n>",
      `how many users an execution will have ${defaultOf("users", "any")}`,
      wholeNumber(1),
    )
    .action(async (config: string | undefined, flags: CrowdFlags) => {
      const { doctorCommand } = await import("./doctor.ts");
      done(await doctorCommand(config, flags));
    });

  program
    .command("prove")
    .description(
      "show what Quintet catches: each bug of the reference server, or faults put into a record of yours",
    )
    .argument(
      "[path]",
      "an output folder, or a history.ndjson: what would be caught on that server",
    )
    .option("--only <names>", "faults, twins or whole sections, with commas between", names)
    .option(
      "--seeds <n>",
      "executions of each (default 20), or places in a record (5)",
      wholeNumber(1),
    )
    .option("--seed <text>", "repeat an earlier matrix (default: random, and printed)", notEmpty)
    .option("--parallel <n>", "executions at once (default: 4 a processor)", wholeNumber(1))
    .option("--out <dir>", "output folder (default quintet-report)", notEmpty)
    .option("--config <file>", "with a path: the config of that execution, for its own code")
    .option("--json", "print the matrix to stdout as JSON, and nothing else")
    .addHelpText("after", PROVE_CODES)
    .action(async (path: string | undefined, flags: ProveFlags) => {
      const { proveCommand } = await import("./prove.ts");
      done(await proveCommand(path, flags));
    });

  program
    .command("clean")
    .description(
      "remove containers that killed executions left behind, and images built for targets",
    )
    .action(async () => {
      const { cleanCommand } = await import("./clean.ts");
      done(await cleanCommand());
    });
  return program;
}

/** What every command takes that judges somebody's own server. */
function withTargetOptions(command: Command): Command {
  return withCrowdOptions(
    withRouteOptions(command)
      .argument("[config]", CONFIG)
      .addOption(
        fromEnvironment(
          new Option("--url <url>", "a server that runs already: ws://… or wss://…"),
          "QUINTET_URL",
        ),
      )
      .addOption(
        new Option(
          "--dialect <name>",
          "how the server speaks: json (default); any other is named in a config",
        ).choices(["json"]),
      )
      .option("--accounts <file>", 'identities to use, one {"id","token"} a line', notEmpty),
    "any",
  ).addHelpText("after", `${VARIABLES}\n${EXIT_CODES}`);
}
