import { HarnessError } from "../../errors/harness-error.ts";

/** What an execution is going to open, on this machine. */
export interface SocketNeeds {
  /** Connections, over all workers. */
  readonly connections: number;
  readonly workers: number;
  /** Where they go. */
  readonly targets: readonly string[];
}

/** What this machine allows. Null: it does not tell. */
export interface SocketFacts {
  /** Files and sockets that one process may hold. */
  readonly descriptors: number | null;
  /** Ports that the kernel gives to connections of one address to one other. */
  readonly ports: number | null;
}

/** Which source address a connection takes; undefined: the kernel's choice. */
export type SourceOf = (connection: number) => string | undefined;

/** Descriptors of a process that are no connections: the event loop's, files, pipes. */
export const SPARE_DESCRIPTORS = 64;

/** Connections of one source address: with more, opening one takes the kernel ever longer. */
const PER_SOURCE = 6_500;

/**
 * Works out before anything is opened whether it can be, and from which addresses: on loopback a machine has
 * sixteen million of them, towards others only its own.
 *
 * @throws HarnessError `too-few-descriptors`, `too-few-ports`, each with the exact remedy
 */
export function planSockets(needs: SocketNeeds, facts: SocketFacts): SourceOf {
  checkDescriptors(needs, facts);
  const { connections, targets } = needs;
  const sourceOf = sourcesTowards(targets);
  if (sourceOf !== KERNELS_CHOICE) return sourceOf;
  const most = facts.ports === null ? Infinity : facts.ports * targets.length;
  if (connections <= most) return sourceOf;
  const machines = Math.ceil(connections / most);
  throw new HarnessError(
    "too-few-ports",
    `${connections} connections to one address need as many ports, and this machine gives ${most}.`,
    {
      hint: targets.every(isLoopbackOtherwise)
        ? "Name 127.0.0.1 in place of it, if the server listens there: towards that a machine has as many addresses as it needs."
        : `Share the crowd among ${machines} machines with --shard 1/${machines} and so on, or widen net.ipv4.ip_local_port_range.`,
    },
  );
}

/** The same for whoever need not ask again whether all can be opened. */
export function sourcesTowards(targets: readonly string[]): SourceOf {
  if (!targets.every(isLoopback4)) return KERNELS_CHOICE;
  return (connection) => loopbackOf(Math.floor(connection / PER_SOURCE));
}

const KERNELS_CHOICE: SourceOf = () => undefined;

function checkDescriptors(
  { connections, workers }: SocketNeeds,
  { descriptors }: SocketFacts,
): void {
  if (descriptors === null) return;
  const needed = Math.ceil(connections / workers) + SPARE_DESCRIPTORS;
  if (needed <= descriptors) return;
  const room = descriptors - SPARE_DESCRIPTORS;
  const enough = room > 0 ? Math.ceil(connections / room) : null;
  const who = workers === 1 ? "This process needs" : `Each of ${workers} workers needs`;
  throw new HarnessError(
    "too-few-descriptors",
    `${who} ${needed} file descriptors, and a process may open ${descriptors} here.`,
    {
      hint: `${enough === null ? "" : `Use --workers ${enough}, or `}raise the limit: ulimit -n ${needed}.`,
    },
  );
}

/** 127.0.0.1 for the first, which is what the kernel chooses; undefined as well as it. */
function loopbackOf(at: number): string | undefined {
  if (at === 0) return undefined;
  // From 127.0.0.2 on; neither the first nor the last number of a row is taken.
  const row = Math.floor(at / 253);
  return `127.0.${row}.${(at % 253) + 1}`;
}

function isLoopback4(address: string): boolean {
  return /^127(\.\d{1,3}){3}$/.test(hostOf(address));
}

/** Most machines take `localhost` for ::1 first, and that has no other addresses beside it. */
function isLoopbackOtherwise(address: string): boolean {
  return ["localhost", "[::1]"].includes(hostOf(address));
}

function hostOf(address: string): string {
  return URL.parse(address)?.hostname ?? "";
}
