import { Buffer } from "node:buffer";
import type { NoiseScript } from "./script.ts";
import type { Socket } from "./socket.ts";
import { type Delivery, message } from "./wire.ts";
import { BROADCAST, type World } from "./world.ts";

/** Whatever else a server may say, on the connections of users and sentinels. */
export function noiseOf(world: World, seats: readonly Socket[]): readonly Delivery[] {
  return world.script.noise.flatMap((noise) => {
    const socket = seats[noise.to % seats.length];
    return socket === undefined ? [] : one(world, noise, socket, seats);
  });
}

function one(
  { plan, script }: World,
  { kind, at }: NoiseScript,
  { number: connection, user }: Socket,
  seats: readonly Socket[],
): readonly Delivery[] {
  const json = (said: object) => [message(connection, at, { ...said })];
  const other = (body: Delivery["body"]) => [{ connection, after: at, body, step: null }];
  switch (kind) {
    case "unknown":
      return json({ type: "presence", online: seats.length });
    case "own-text": {
      // Only what was certainly sent by then: the first run of a closed schedule.
      const run = plan.users.find(({ id }) => id === user)?.runs[0];
      if (run === undefined || script.crowd.rate !== null) return [];
      return json({ type: "typing", run_id: run.id, about: run.prompt });
    }
    case "number":
      return other({ text: "42" });
    case "malformed":
      return other({ text: "}{ \u0000 no JSON" });
    case "binary":
      return other({ binary: Buffer.from([0, 255, 1, 254]) });
    case "ping":
    case "pong":
      return json({ type: kind });
    case "control-ping":
      return other({ control: "ping", data: Buffer.from("beat") });
    case "error":
      return json({ type: "error", code: "slow_down", message: "A little slower, please." });
    default: {
      if (!script.terms.broadcasts) return [];
      const notice = { type: BROADCAST, event_id: `notice-${at}`, data: { text: "Tea at four." } };
      const numbered = script.speech.numbering === "connection" ? { ...notice, seq: 0 } : notice;
      return seats.map(({ number }) => message(number, at, numbered));
    }
  }
}
