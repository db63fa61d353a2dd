import { randomBytes } from "node:crypto";
import { milliseconds } from "../contract/duration.ts";
import { signingSecret } from "../crowd/secret.ts";
import { referenceCommand, referenceContainer } from "../../fixtures/services/reference-target.ts";
import {
  startTarget,
  type StartedTarget,
  type TargetSpec,
} from "../../fixtures/services/target.ts";
import { environmentSecrets } from "../ownership/secret-names.ts";
import { createVeil, type Veil } from "../ownership/veil.ts";
import type { LiveTarget } from "./conduct.ts";
import type { ReadyConfig, TargetConfig } from "./config.ts";
import { defined } from "./defined.ts";
import { agentsTo } from "./route/agents-to.ts";
import type { DemoTarget } from "./settings.ts";
import { startSeveral } from "./several.ts";
import { unlessStopped } from "./stopper.ts";

/** A target that is up, and ours to stop where we started it. */
export interface OpenTarget extends LiveTarget, AsyncDisposable {
  readonly started: StartedTarget;
}

export interface OpenOptions {
  /** Where the target's output goes; null: nowhere. */
  readonly logFile: string | null;
  readonly signal: AbortSignal;
  /** Names what is started, so that a watchdog can find it. */
  readonly execution: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What must not be told: the secrets of the target are added. A new one by default. */
  readonly veil?: Veil;
  /** Connections that it will have to hold; a few by default. */
  readonly seats?: number;
}

/** Variable that holds the secret which signs tokens. */
const SECRET = "QUINTET_JWT_SECRET";

/** Connections that one process of the reference server is given: fewer than it may hold files, with room for others. */
const SEATS = 15_000;

/**
 * Starts the target, or attaches to it.
 *
 * @throws HarnessError as `startTarget` does
 */
export async function openTarget(
  target: TargetConfig | DemoTarget,
  options: OpenOptions,
): Promise<OpenTarget> {
  // What we hand to a server that we start is the secret that it verifies with.
  const own = "env" in target ? target.env?.[SECRET] : undefined;
  const given = own ?? options.environment[SECRET];
  // Our own server gets a fresh secret: the documented default stays where nobody chose the secret.
  const secret = given ?? randomBytes(32).toString("hex");
  const spec = "demo" in target ? demoSpec(target, secret) : specOf(target);
  const { veil = createVeil() } = options;
  veil.add([
    secret,
    ...environmentSecrets(options.environment),
    ...environmentSecrets(givenTo(target)),
  ]);
  const agentOf = await unlessStopped(options, agentsTo(target, options.environment));
  const count = "demo" in target && target.demo === "process" ? processesFor(options.seats) : 1;
  const started = await startSeveral(count, async (at) =>
    startTarget(spec, {
      ...options,
      // The first speaks for all.
      ...(at > 0 && { logFile: null }),
      agentOf,
      hide: veil.hide,
    }),
  );
  return {
    started,
    description: started.description,
    url: () => started.url(),
    urls: () => started.urls(),
    veil,
    secret: () =>
      "demo" in target
        ? secret
        : signingSecret({ given, url: started.url(), own: isContainer(spec) }),
    async [Symbol.asyncDispose]() {
      await started.stop();
    },
  };
}

/** What the config gives the target beside its own environment. */
function givenTo(target: TargetConfig | DemoTarget): Readonly<Record<string, string>> {
  return {
    ...("buildArgs" in target && target.buildArgs),
    ...("env" in target && target.env),
  };
}

/** Processes of the reference server that so many connections take. */
function processesFor(seats = 1): number {
  return Math.ceil(seats / SEATS);
}

/** Nobody else can reach what runs there. */
function isContainer({ kind }: TargetSpec): boolean {
  return kind === "container" || kind === "compose";
}

function demoSpec({ demo, env: more }: DemoTarget, secret: string): TargetSpec {
  const env = { ...more, QUINTET_JWT_SECRET: secret };
  return demo === "container" ? referenceContainer({ env }) : referenceCommand({ env });
}

function specOf(target: TargetConfig): TargetSpec {
  if ("command" in target) {
    const { ready, ...rest } = target;
    return { kind: "command", ...rest, ...(ready && { ready: readiness(ready) }) };
  }
  if ("url" in target) {
    const { timeout, url, health } = target;
    return { kind: "url", url, ...defined({ health }), ...limit(timeout) };
  }
  if ("compose" in target) {
    const { ready, ...rest } = target;
    return { kind: "compose", ...rest, ...(ready && { ready: readiness(ready) }) };
  }
  const { ready, ...rest } = target;
  return { kind: "container", ...rest, ...(ready && { ready: readiness(ready) }) };
}

function readiness({
  timeout,
  ...how
}: ReadyConfig): Omit<ReadyConfig, "timeout"> & { timeout?: number } {
  return { ...how, ...limit(timeout) };
}

function limit(timeout: ReadyConfig["timeout"]): { timeout?: number } {
  const value = timeout === undefined ? null : milliseconds(timeout);
  return value === null ? {} : { timeout: value };
}
