import { Buffer } from "node:buffer";
import type { Op } from "../../history/op.ts";
import type { PlannedUser } from "../../plan/plan.ts";
import { createRecorder, type Recorder } from "../../recorder/recorder.ts";
import type { OpSink } from "../../history/sink.ts";
import type { Expected, Fault, Ground, Place } from "./fault.ts";
import { createTabs } from "../../crowd/tabs.ts";
import { struck } from "./fit.ts";
import { createMail } from "./mail.ts";
import { noiseOf } from "./noise.ts";
import { beat, HEALTHY } from "./pulse.ts";
import { createRuns, type Sent } from "./runs.ts";
import { type Order, serve } from "./server.ts";
import { createSocket, type Socket } from "./socket.ts";
import { createTimeline } from "./timeline.ts";
import { type Delivery, message } from "./wire.ts";
import { LINGER, PATIENCE, type World } from "./world.ts";

/** What came of a script. */
export interface Execution {
  readonly ops: readonly Op[];
  /** What a correct judge says of the fault; null: it found no place, or there was none. */
  readonly expected: Expected | null;
  /** Ops that a delivery became; none where it was never received. */
  opsOf(delivery: Delivery): readonly number[];
}

export interface Injected {
  readonly fault: Fault;
  readonly place: Place;
}

/**
 * Plays a script on a simulated clock: a crowd like the real one, a server that is right but for the fault,
 * and between them the real dialect and the real recorder. Pure: the same script gives the same ops.
 */
export function execute(
  world: World,
  sinks: readonly OpSink[] = [],
  injected?: Injected,
): Execution {
  const { script, plan } = world;
  const ops: Op[] = [];
  const opsOf = new Map<Delivery, readonly number[]>();
  const timeline = createTimeline();
  const recorder: Recorder = createRecorder({
    clock: () => timeline.now,
    dialect: world.dialect,
    sinks: [{ push: (op) => ops.push(op) }, ...sinks],
    tokens: world.tokens,
  });
  let expected: Expected | null = null;
  let lastTerminal = 0;
  let ended = false;

  const terminals = new Set([...world.contract.terminal.success, ...world.contract.terminal.error]);
  const numbers = script.speech.seq === "said" && script.speech.numbering === "connection";
  const sockets: Socket[] = [];
  const mine = new Map<PlannedUser, readonly Socket[]>();
  const seat = (user: string | null, role: Socket["role"]): Socket => {
    const given = { numbers, count: () => ops.length, opsOf };
    const socket = createSocket({ number: sockets.length, user, role }, recorder, given);
    sockets.push(socket);
    return socket;
  };
  for (const user of plan.users) {
    const tabs = user.role === "user" ? plan.tabs : 1;
    mine.set(
      user,
      Array.from({ length: tabs }, () => seat(user.id, user.role)),
    );
  }
  const seats = [...sockets];
  /** Connections that wait for a welcome which the server promised. */
  const unwelcomed = new Set<Socket>();
  const seatings = seats.map((socket) => ({ seat: socket }));
  const isUnderWay = (id: string, user: string): boolean => runs.isOpen(id, user);
  const tabs = script.terms.fanout === "all" && plan.tabs > 1 ? createTabs(isUnderWay) : null;

  const site: Ground = {
    world,
    place: injected?.place ?? NOWHERE,
    connectionsOf: (user) =>
      (mine.get(plan.users[user] ?? NOBODY) ?? []).map(({ number }) => number),
  };

  const mail = createMail(sockets, timeline, script.speech.batches, {
    heard(socket, meaning) {
      if (meaning.kind === "welcome") unwelcomed.delete(socket);
      if (meaning.kind === "event") {
        const last = terminals.has(meaning.event.type);
        if (last) lastTerminal = timeline.now;
        const seated = seatings[socket.number];
        if (seated) tabs?.heard(seated, meaning.event.run, last, timeline.now);
      }
      runs.heard(socket, meaning);
    },
    lost(socket) {
      const seated = seatings[socket.number];
      if (seated) tabs?.closed(seated);
      unwelcomed.delete(socket);
      runs.lost(socket);
    },
  });

  const runs = createRuns(world, (user) => mine.get(user) ?? [], timeline, recorder, {
    started(sent) {
      const order = orderOf(sent);
      const fault = isStruck(sent) ? injected?.fault : undefined;
      const right = serve(world, order);
      const injection = fault?.strike?.(right, { ...site, order });
      expected ??= injection?.expected ?? null;
      let time = new Map<number, number>();
      for (const delivery of injection?.deliveries ?? right) {
        // What a server sends of one run on one connection, it sends in order.
        const after = Math.max(delivery.after, time.get(delivery.connection) ?? 0);
        time = time.set(delivery.connection, after);
        mail.send(delivery, timeline.now + after - delivery.after, sent.run.id);
      }
    },
    cancelled(sent) {
      const latency = 3;
      // Well within the grace: times are rounded, and a limit is no fault.
      const until = timeline.now + latency + script.terms.grace - 1;
      if (injected?.fault.deaf !== true || !isStruck(sent)) mail.recall(sent.run.id, until);
      const answer = { type: "run_cancelled", run_id: sent.run.id };
      mail.send(message(sent.socket.number, latency, answer), timeline.now);
    },
    pinged(socket) {
      const pong = { control: "pong", data: Buffer.alloc(0) } as const;
      mail.send({ connection: socket.number, after: 2, body: pong, step: null }, timeline.now);
    },
    over: () => linger(timeline.now),
  });

  function isStruck({ user, run }: Sent): boolean {
    if (injected === undefined) return false;
    const target = struck(script, injected.place, injected.fault);
    return target.user === user.ordinal && target.run === run.ordinal;
  }

  function orderOf({ user, run, socket }: Sent): Order {
    const open = (mine.get(user) ?? []).filter(({ isOpen }) => isOpen);
    return {
      user,
      run,
      now: timeline.now,
      connection: socket.number,
      open: open.map(({ number }) => number),
    };
  }

  function connect(): void {
    const refused = new Set(script.refused.map((at) => at % seats.length));
    for (const [at, socket] of seats.entries()) {
      timeline.at(at, () => {
        if (refused.has(at)) socket.reject(at % 2 === 0 ? 503 : 429, "later");
        else greet(socket);
      });
    }
    timeline.at(seats.length + 5, () => gather(timeline.now + PATIENCE));
  }

  /** The barrier falls when all are welcomed, or when that is overdue. */
  function gather(until: number): void {
    if (unwelcomed.size === 0 || timeline.now >= until) begin();
    else timeline.at(timeline.now + 5, () => gather(until));
  }

  function greet(socket: Socket): void {
    const says = script.speech.welcome !== "silent";
    const welcome = {
      type: "connection_established",
      user_id: socket.user,
      session_id: `session-${socket.number}`,
    };
    const right = says ? welcome : null;
    const greeting = injected?.fault.greet?.(right, site, socket.number) ?? null;
    expected ??= greeting?.expected ?? null;
    socket.open(greeting?.header);
    const seated = seatings[socket.number];
    if (seated !== undefined) tabs?.opened(seated);
    if (script.speech.welcome === "promised") unwelcomed.add(socket);
    const said = greeting === null ? right : greeting.welcome;
    if (said !== null) mail.send(message(socket.number, 2, said), timeline.now);
  }

  function begin(): void {
    const barrier = timeline.now;
    for (const delivery of noiseOf(world, seats)) mail.send(delivery, barrier);
    for (const [at, how] of script.crowd.probes.entries()) {
      timeline.at(barrier + 20 * at, () => knock(how));
    }
    runs.begin();
  }

  function knock(how: "status" | "close"): void {
    const probe = seat(null, "probe");
    const knocked = injected?.fault.knock?.(site);
    expected ??= knocked?.expected ?? null;
    if (knocked !== undefined && knocked.answer !== "admit") {
      probe.reject(knocked.answer.status, knocked.answer.body, "expired");
    } else if (how === "status" && knocked === undefined) probe.reject(401, "", "expired");
    else {
      probe.open("", "expired");
      const body = { close: 1008, by: "server", reason: "who are you?" } as const;
      if (knocked !== undefined) timeline.at(timeline.now + 1_000, () => probe.close());
      else mail.send({ connection: probe.number, after: 4, body, step: null }, timeline.now);
    }
  }

  function linger(over: number): void {
    const behind = tabs?.waitingSince ?? null;
    const until = Math.max(
      Math.max(over, lastTerminal) + LINGER + 1,
      behind === null ? 0 : behind + PATIENCE,
    );
    const probing = sockets.some(({ role, isOpen }) => role === "probe" && isOpen);
    if (until <= timeline.now && !probing) leave();
    else timeline.at(Math.max(until, timeline.now + 10), () => linger(over));
  }

  function leave(): void {
    const injection = injected?.fault.leave?.(site);
    expected ??= injection?.expected ?? null;
    if (script.drains) {
      recorder.fault({ type: "fault", fault: "drain", user: null, connection: null });
      const body = { close: 1001, by: "server", reason: "draining" } as const;
      const closes = seats.map(({ number }) => ({ ...message(number, 4, {}), body }));
      for (const delivery of [...(injection?.deliveries ?? []), ...closes]) {
        mail.send(delivery, timeline.now);
      }
    }
    timeline.at(timeline.now + 10, () => {
      for (const socket of sockets) socket.close();
      recorder.health(HEALTHY);
      recorder.end("finished");
      ended = true;
    });
  }

  connect();
  beat(timeline, recorder, () => ended);
  timeline.run();
  return { ops, expected, opsOf: (delivery) => opsOf.get(delivery) ?? [] };
}

const NOWHERE: Place = { run: 0, step: 0, other: 0, share: 0, oneTab: false };
const NOBODY = {} as PlannedUser;
