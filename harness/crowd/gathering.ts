import type { Handshake, Identity } from "../dialects/dialect.ts";
import { HarnessError } from "../errors/harness-error.ts";
import type { PlannedUser } from "../plan/plan.ts";
import { Connection } from "./connection.ts";
import { connectionNumbers } from "./connection-numbers.ts";
import type { CrowdOptions, CrowdProgress, CrowdReport } from "./crowd.ts";
import { speak } from "./masked.ts";
import { Names } from "./names.ts";
import { within } from "./pause.ts";
import { type Probe, createProbe } from "./probes.ts";
import { type Member, Runs } from "./runs.ts";
import type { Surroundings } from "./seat.ts";
import { createTabs, type Tabs } from "./tabs.ts";
import type { OpenWire } from "./wire.ts";

/** How long a cut socket may take to say so, in milliseconds. */
const CUT_TIMEOUT = 400;

/** Everybody of a crowd and their connections: held open from the first handshake to `hangUp`. */
export class Gathering {
  /** Users' and sentinels' connections, in the order of the plan. */
  readonly connections: readonly Connection[];
  readonly runs: Runs;
  readonly #options: CrowdOptions;
  readonly #holders = new Map<Connection, PlannedUser>();
  /** Null: runs bear the ids that we sent. */
  readonly #names: Names | null;
  readonly #tokens: ReadonlyMap<string, string | null>;
  /** Null: one tab of a user is enough. */
  readonly #tabs: Tabs | null;
  readonly #probes: readonly Probe[];
  readonly #progress: CrowdProgress;
  /** Sockets open now, probes included. */
  #sockets = 0;
  #maxSendLag = 0;
  /** When the last terminal event came, to whomever. */
  #lastTerminal = 0;
  readonly #whenEmpty: (() => void)[] = [];

  constructor(options: CrowdOptions, openWire: OpenWire) {
    const { plan, accounts, dialect, witness, terminalTypes, limits, probes = [] } = options;
    this.#options = options;
    const isUnderWay = (run: string, user: string): boolean => this.runs.isOpen(run, user);
    this.#tabs = options.everyTab === true && plan.tabs > 1 ? createTabs(isUnderWay) : null;
    this.#tokens = new Map(accounts.map(({ id, token }) => [id, token]));
    const surroundings: Surroundings = {
      witness,
      limits,
      transport: dialect.transport ?? "websocket",
      openWire,
      welcomed: dialect.description.provides.welcome === "always",
      opened: (connection) => {
        this.#count(connection, 1);
        this.#tabs?.opened(connection);
      },
      heard: (connection, said) => {
        for (const message of this.#names?.translate(connection, said) ?? [said]) {
          if (message.kind === "event") {
            const last = terminalTypes.has(message.event.type);
            if (last) this.#lastTerminal = witness.now();
            this.#tabs?.heard(connection, message.event.run, last, witness.now());
          }
          this.runs.heard(connection, message);
        }
      },
      closed: (connection) => {
        this.#count(connection, -1);
        this.#tabs?.closed(connection);
        this.runs.lost(connection);
      },
    };
    const connections: Connection[] = [];
    const members: Member[] = [];
    const numbers = connectionNumbers(plan);
    for (const user of plan.users) {
      const own: Connection[] = [];
      for (let tab = 0; tab < (user.role === "user" ? plan.tabs : 1); tab += 1) {
        const seat = { number: numbers.of(user) + tab, user: user.id, role: user.role };
        own.push(new Connection(seat, surroundings));
      }
      for (const connection of own) this.#holders.set(connection, user);
      connections.push(...own);
      if (user.role === "user") members.push({ user, connections: own });
    }
    this.connections = connections;
    this.#probes = probes.map(({ name }, index) =>
      createProbe(numbers.count + index, name, surroundings),
    );
    this.#progress = { open: 0, planned: connections.length, running: 0, sent: 0, ended: 0 };
    this.runs = new Runs({
      plan,
      members,
      dialect,
      witness,
      terminalTypes,
      patience: limits.patience,
      kept: limits.kept,
      onChange: () => this.#changed(),
      onSendLag: (lag) => {
        this.#maxSendLag = Math.max(this.#maxSendLag, lag);
        options.onSendLag?.(lag);
      },
    });
    const { runIds = "client" } = dialect.description;
    this.#names = runIds === "client" ? null : new Names(this.runs, runIds);
  }

  /** Opens the connection of a user or sentinel. */
  readonly openSeat = (connection: Connection): void => {
    const holder = this.#holders.get(connection);
    if (!holder) return;
    const token = this.#tokens.get(holder.id);
    if (token === undefined) {
      throw new HarnessError("no-accounts", `There is no account for user ${holder.id}.`);
    }
    connection.open(this.#handshake(holder, token));
  };

  async presentProbes(): Promise<void> {
    const [user] = this.#options.plan.users;
    const credentials = this.#options.probes ?? [];
    if (!user) return;
    await Promise.all(
      this.#probes.map((probe, index) =>
        probe.present(this.#handshake(user, credentials[index]?.token ?? null)),
      ),
    );
  }

  /**
   * Watches every socket for the linger, again from each terminal event that still comes, and where a tab
   * has not seen an end that another has seen, for the patience; that is bounded, too.
   */
  async lastWord(signal: AbortSignal): Promise<void> {
    const { witness, limits } = this.#options;
    const over = witness.now();
    const bound = over + 2 * limits.linger + limits.patience;
    while (!signal.aborted && this.#sockets > 0) {
      const behind = this.#tabs?.waitingSince ?? null;
      const until = Math.min(
        Math.max(
          Math.max(over, this.#lastTerminal) + limits.linger,
          behind === null ? 0 : behind + limits.patience,
        ),
        bound,
      );
      const left = until - witness.now();
      if (left <= 0) return;
      // A timer may fire a fraction of a millisecond early; a tab may catch up long before the patience is spent.
      await within(Math.min(left, limits.linger) + 1, this.empty());
    }
  }

  /** Resolves when no connection is open. */
  async empty(): Promise<void> {
    if (this.#sockets === 0) return;
    await new Promise<void>((resolve) => {
      this.#whenEmpty.push(resolve);
    });
  }

  /** Everything stops at once; the sockets are closed by `hangUp`. */
  interrupt(): void {
    this.runs.stop();
    for (const connection of this.#everybody()) connection.close();
  }

  /** Closes every socket; one that the server does not close in time is cut. */
  async hangUp(timeout: number): Promise<void> {
    for (const connection of this.#everybody()) connection.close();
    await within(timeout, this.empty());
    for (const connection of this.#everybody()) connection.cut();
    await within(CUT_TIMEOUT, this.empty());
    for (const connection of this.#everybody()) connection.giveUp();
  }

  report(interrupted: boolean): CrowdReport {
    const { sent, ended, abandoned } = this.runs;
    const count = (is: Connection["fate"]["is"]): number =>
      this.connections.filter(({ fate }) => fate.is === is).length;
    return {
      connections: this.connections.length,
      connected: count("open") + count("closed"),
      rejected: count("rejected"),
      failed: count("failed"),
      sent,
      ended,
      interrupted,
      targetLost: abandoned,
      maxSendLag: this.#maxSendLag,
    };
  }

  #handshake({ id, ordinal, persona }: PlannedUser, token: string | null): Handshake {
    const { dialect, bases } = this.#options;
    const base = bases[ordinal % bases.length] ?? "";
    const identity: Identity = { user: { id, name: persona.name }, token };
    return speak("connect", () => dialect.connect(identity, base));
  }

  #everybody(): readonly Connection[] {
    return [...this.connections, ...this.#probes.map(({ connection }) => connection)];
  }

  #count(connection: Connection, by: 1 | -1): void {
    this.#sockets += by;
    if (connection.seat.role !== "probe") this.#progress.open += by;
    this.#changed();
    if (this.#sockets > 0) return;
    for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }

  #changed(): void {
    const { sent, ended, open } = this.runs;
    Object.assign(this.#progress, { sent, ended, running: open });
    this.#options.onProgress?.(this.#progress);
  }
}
