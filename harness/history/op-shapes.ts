import type {
  AgentEvent,
  CloseOp,
  EndOp,
  EventOp,
  FaultOp,
  FrameKind,
  FrameOp,
  HealthOp,
  Op,
  OpenOp,
  OpType,
  SendOp,
  TickOp,
} from "./op.ts";
import {
  among,
  type Fields,
  list,
  literal,
  number,
  numberOrNull,
  object,
  optional,
  record,
  type Shape,
  text,
  textOrNull,
  whole,
  wholeOrNull,
} from "./shape.ts";

/** What a stored op must hold, by its type: everything but the type itself. */
type OpFields<O extends Op> = Fields<Required<Omit<O, "type">>>;

const stamp = { index: whole, time: number };
const onConnection = { ...stamp, connection: whole, user: textOrNull };
const sightings = { canaries: optional(list(text)), tokens: optional(list(text)) };

const open: OpFields<OpenOp> = {
  ...onConnection,
  ...sightings,
  role: among<OpenOp["role"]>({ user: true, sentinel: true, probe: true }),
  outcome: among<OpenOp["outcome"]>({ open: true, rejected: true, failed: true }),
  status: wholeOrNull,
  reason: textOrNull,
  took: number,
  probe: optional(text),
};

const close: OpFields<CloseOp> = {
  ...onConnection,
  ...sightings,
  code: whole,
  reason: text,
  by: among<CloseOp["by"]>({ harness: true, server: true, network: true }),
  frames: whole,
  bytes: whole,
};

const send: OpFields<SendOp> = {
  ...onConnection,
  action: among<SendOp["action"]>({ start: true, cancel: true, login: true, ping: true }),
  run: textOrNull,
  thread: textOrNull,
  canary: textOrNull,
  scheduled: number,
  outcome: among<SendOp["outcome"]>({ ok: true, info: true, fail: true }),
};

const event: OpFields<EventOp> = {
  ...onConnection,
  ...sightings,
  bytes: whole,
  part: optional(whole),
  truncated: optional(literal(true)),
  alias: optional(text),
  event: object<AgentEvent>({
    type: text,
    run: textOrNull,
    thread: textOrNull,
    user: textOrNull,
    id: textOrNull,
    seq: numberOrNull,
    at: numberOrNull,
    data: record,
  }),
};

const frame: OpFields<FrameOp> = {
  ...onConnection,
  ...sightings,
  kind: among<FrameKind>({
    welcome: true,
    accepted: true,
    cancelled: true,
    gap: true,
    error: true,
    ping: true,
    pong: true,
    unknown: true,
    binary: true,
    malformed: true,
    "control-ping": true,
    "control-pong": true,
  }),
  bytes: whole,
  part: optional(whole),
  run: textOrNull,
  alias: optional(text),
  subject: textOrNull,
  session: textOrNull,
  announced: numberOrNull,
  code: textOrNull,
  text,
};

const fault: OpFields<FaultOp> = {
  ...stamp,
  fault: text,
  user: textOrNull,
  connection: wholeOrNull,
};

const tick: OpFields<TickOp> = { ...stamp, lag: number };

const health: OpFields<HealthOp> = {
  ...stamp,
  worker: optional(number),
  eventLoopDelayP99: number,
  eventLoopDelayMax: number,
  maxSendLag: number,
  memory: number,
  busy: optional(number),
  collecting: optional(number),
  machine: optional(number),
};

const end: OpFields<EndOp> = {
  ...stamp,
  reason: among<EndOp["reason"]>({
    finished: true,
    interrupted: true,
    timeout: true,
    "target-lost": true,
    failed: true,
  }),
  ops: whole,
  connections: whole,
};

const FIELDS: Readonly<Record<OpType, Readonly<Record<string, Shape>>>> = {
  open,
  close,
  send,
  event,
  frame,
  fault,
  tick,
  health,
  end,
};

/** Flattened once, so that a check allocates nothing: a history may hold millions of ops. */
export const OP_SHAPES: ReadonlyMap<unknown, readonly (readonly [string, Shape])[]> = new Map(
  Object.entries(FIELDS).map(([type, fields]) => [type, Object.entries(fields)]),
);
