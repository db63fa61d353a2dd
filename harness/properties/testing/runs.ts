import type { Message } from "../../dialects/dialect.ts";
import { closedTimetable, openTimetable } from "../../crowd/timetable.ts";
import type { PlannedRun, PlannedUser } from "../../plan/plan.ts";
import type { Recorder } from "../../recorder/recorder.ts";
import { answerOf } from "./script.ts";
import type { Socket } from "./socket.ts";
import type { Timeline } from "./timeline.ts";
import { PATIENCE, type World } from "./world.ts";

/** A run that was written to an open socket and is not over. */
export interface Sent {
  readonly member: number;
  readonly user: PlannedUser;
  readonly run: PlannedRun;
  readonly socket: Socket;
  heard: number;
  pinged: boolean;
  cancelled: boolean;
  events: number;
}

/** What the crowd does, and the server must answer. */
export interface Answering {
  started(sent: Sent): void;
  cancelled(sent: Sent): void;
  pinged(socket: Socket): void;
  /** Every run is over. */
  over(): void;
}

export interface SimulatedRuns {
  begin(): void;
  /** Whether this user's run was started, and its end has not been heard. */
  isOpen(id: string, user: string): boolean;
  heard(socket: Socket, message: Message): void;
  /** A connection ended. */
  lost(socket: Socket): void;
}

/** How often a silent run is looked at, in milliseconds. */
const SWEEP = 75;

/** Starts, cancels and gives up runs as the real crowd does, on a simulated clock. */
export function createRuns(
  world: World,
  socketsOf: (user: PlannedUser) => readonly Socket[],
  timeline: Timeline,
  recorder: Recorder,
  server: Answering,
): SimulatedRuns {
  const { script, contract, plan } = world;
  const members = plan.users.filter(({ role }) => role === "user");
  const terminals = new Set([...contract.terminal.success, ...contract.terminal.error]);
  const open = new Map<string, Sent>();
  let timetable = closedTimetable([], 0, 0);
  let over = true;

  function work(): void {
    if (over) return;
    for (let due = timetable.next(timeline.now); due; due = timetable.next(timeline.now)) {
      start(due.member, due.run, due.scheduled);
    }
    const at = timetable.wakesAt();
    if (open.size === 0 && timetable.exhausted(timeline.now)) finish();
    else if (at !== null) timeline.at(at, work);
  }

  function finish(): void {
    over = true;
    server.over();
  }

  function record(
    action: "start" | "cancel",
    socket: Socket,
    run: PlannedRun,
    scheduled: number,
  ): void {
    recorder.sent({
      type: "send",
      connection: socket.number,
      user: socket.user,
      action,
      run: run.id,
      thread: run.thread,
      canary: run.canary,
      scheduled,
      outcome: socket.isOpen ? "ok" : "fail",
    });
  }

  function start(member: number, run: PlannedRun, scheduled: number): void {
    const user = members[member];
    const socket = user && socketsOf(user)[run.ordinal % plan.tabs];
    if (user === undefined || socket === undefined) return;
    record("start", socket, run, scheduled);
    if (!socket.isOpen) {
      timetable.over(member, timeline.now);
      return;
    }
    const state = { heard: timeline.now, pinged: false, cancelled: false, events: 0 };
    const sent: Sent = { member, user, run, socket, ...state };
    open.set(run.id, sent);
    server.started(sent);
  }

  function close(sent: Sent): void {
    open.delete(sent.run.id);
    timetable.over(sent.member, timeline.now);
    // Not at once: who hears of several ends at the same time hears of all before he goes on.
    timeline.at(timeline.now, work);
  }

  function sweep(): void {
    if (over) return;
    for (const sent of open.values()) {
      const silence = timeline.now - sent.heard;
      if (silence >= PATIENCE) close(sent);
      else if (silence >= PATIENCE / 2 && !sent.pinged && sent.socket.isOpen) {
        sent.pinged = true;
        ping(sent.socket);
      }
    }
    timeline.at(timeline.now + SWEEP, sweep);
  }

  function ping(socket: Socket): void {
    const { number: connection, user } = socket;
    const blank = { run: null, thread: null, canary: null, outcome: "ok" } as const;
    const scheduled = recorder.now();
    recorder.sent({ type: "send", connection, user, action: "ping", ...blank, scheduled });
    server.pinged(socket);
  }

  /** After so many events of its own a run is cancelled, where the script says so. */
  function cancel(sent: Sent): void {
    const { fate, at } = answerOf(script, sent.user.ordinal, sent.run.ordinal);
    if (fate !== "cancel" || sent.cancelled || sent.events <= at % 4 || !sent.socket.isOpen) return;
    sent.cancelled = true;
    record("cancel", sent.socket, sent.run, timeline.now);
    server.cancelled(sent);
  }

  return {
    isOpen: (id, user) => open.get(id)?.user.id === user,
    begin() {
      over = false;
      const barrier = recorder.now();
      const { kind, runsAtOnce } = plan.schedule;
      const agendas = members.map(({ runs }) => runs);
      timetable =
        kind === "open"
          ? openTimetable(agendas, barrier)
          : closedTimetable(agendas, runsAtOnce, barrier);
      work();
      timeline.at(timeline.now + SWEEP, sweep);
    },
    heard(socket, message) {
      const id = message.kind === "event" ? message.event.run : message.run;
      const sent = id === null || id === undefined ? undefined : open.get(id);
      if (sent === undefined || sent.user.id !== socket.user) return;
      sent.heard = timeline.now;
      if (message.kind === "event") sent.events += 1;
      const last =
        message.kind === "event"
          ? terminals.has(message.event.type)
          : message.kind === "error" || message.kind === "cancelled";
      if (last) close(sent);
      else cancel(sent);
    },
    lost(socket) {
      if (over) return;
      for (const sent of open.values()) if (sent.socket === socket) close(sent);
    },
  };
}
