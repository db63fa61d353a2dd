import { expect, test } from "vitest";
import type { WebSocket } from "ws";
import { json } from "../dialects/json.ts";
import { HarnessError } from "../errors/harness-error.ts";
import { runCrowd } from "./crowd.ts";
import {
  complete,
  crowdOptions,
  memory,
  onAsked,
  pacedMemory,
  say,
  serve,
  serveTcp,
  times,
} from "./testing.ts";

test("a server that dies in the middle ends the crowd at once, patience or not", async () => {
  const sockets: WebSocket[] = [];
  const server = await serve((socket) => {
    sockets.push(socket);
    onAsked(socket, ({ run_id }) => {
      say(socket, { type: "agent_started", run_id });
      if (sockets.length === 3) for (const each of sockets) each.terminate();
    });
  });
  const witness = memory();
  const report = await runCrowd(
    crowdOptions(
      server.url,
      witness,
      { users: 3, runsPerUser: 4 },
      { patience: 3_600_000, linger: 3_600_000 },
    ),
  );
  expect(report).toMatchObject({ targetLost: true, interrupted: false, connected: 3 });
  expect(witness.ops("close").map(({ code, by }) => [code, by])).toEqual(
    times(3, [1006, "network"]),
  );
});

test("a server that leaves with runs still to start is lost", async () => {
  const server = await serve((socket) =>
    onAsked(socket, (asked) => {
      complete(socket, asked);
      socket.close();
    }),
  );
  const slowly = { runsPerUser: 2, schedule: { ratePerSecond: 0.000_1 } };
  const report = await runCrowd(crowdOptions(server.url, memory(), slowly));
  expect(report).toMatchObject({ targetLost: true, sent: 1, ended: 1 });
});

test("a server that leaves in the middle of the last run is lost", async () => {
  const server = await serve((socket) => onAsked(socket, () => socket.terminate()));
  const report = await runCrowd(crowdOptions(server.url, memory()));
  expect(report).toMatchObject({ targetLost: true, sent: 1, ended: 1 });
});

test("a server on which everybody hung up because of what it sent is not lost", async () => {
  const server = await serve((socket) => onAsked(socket, () => socket.send("x".repeat(100))));
  const options = crowdOptions(server.url, memory(), { runsPerUser: 2 }, { maxFrameBytes: 50 });
  expect(await runCrowd(options)).toMatchObject({ targetLost: false, sent: 1 });
});

test("a draining server may close the sockets itself", async () => {
  const server = await serve((socket) => onAsked(socket, (asked) => complete(socket, asked)));
  const witness = memory();
  const report = await runCrowd({
    ...crowdOptions(server.url, witness, { users: 2 }, { linger: 3_600_000, drain: 3_600_000 }),
    onPhase(phase) {
      if (phase !== "lingering") return;
      for (const socket of server.sockets.clients) socket.close(1001, "bye");
    },
  });
  expect(report).toMatchObject({ targetLost: false, ended: 2 });
  expect(witness.ops("close").map(({ code, reason, by }) => [code, reason, by])).toEqual(
    times(2, [1001, "bye", "server"]),
  );
});

/** Says another event of the first user's first run whenever one was written, for as long as the socket is open. */
function talkOn(socket: WebSocket, run_id: string): void {
  socket.send(JSON.stringify({ type: "agent_thinking", run_id }), (error) => {
    if (!error) setImmediate(talkOn, socket, run_id);
  });
}

const HOUR = 3_600_000;

test("a run that never ends is given up when more of it came than is kept", async () => {
  const server = await serve((socket) => onAsked(socket, ({ run_id }) => talkOn(socket, run_id)));
  const witness = memory();
  const kept = { events: 50, memory: Infinity, time: HOUR };
  const report = await runCrowd(
    crowdOptions(server.url, witness, { users: 2, runsPerUser: 2 }, { patience: HOUR, kept }),
  );
  expect(report).toMatchObject({ sent: 4, ended: 4, targetLost: false });
});

test("a run that never ends is given up after its time, however seldom it says a word", async () => {
  const server = await serve((socket) => onAsked(socket, ({ run_id }) => talkOn(socket, run_id)));
  const kept = { events: Infinity, memory: Infinity, time: 0 };
  const report = await runCrowd(
    crowdOptions(server.url, memory(), { users: 1 }, { patience: 1_000, kept }),
  );
  expect(report).toMatchObject({ sent: 1, ended: 1 });
});

test("where open runs take too much memory, the user of the largest leaves, and nobody else", async () => {
  const others: (() => void)[] = [];
  const server = await serve((socket, user) => {
    onAsked(socket, (asked) => {
      if (user === "user-0") talkOn(socket, asked.run_id);
      else others.push(() => complete(socket, asked));
    });
    socket.on("close", () => {
      for (const go of others.splice(0)) go();
    });
  });
  const witness = memory();
  const kept = { events: Infinity, memory: 1_000_000, time: HOUR };
  const report = await runCrowd(
    crowdOptions(server.url, witness, { users: 3 }, { patience: HOUR, kept }),
  );
  expect(report).toMatchObject({ sent: 3, ended: 3, targetLost: false });
  const closes = witness.ops("close").map(({ user, code, by }) => `${user} ${code} ${by}`);
  expect(new Set(closes)).toEqual(
    new Set(["user-0 1006 harness", "user-1 1000 harness", "user-2 1000 harness"]),
  );
});

/** A server that ends each run again and again, until its client has gone or there were so many ends. */
async function serveEndings(most: number): Promise<{ readonly url: string; ends(): number }> {
  let ends = 0;
  const server = await serve((socket) =>
    onAsked(socket, (asked) => {
      const endAgain = (): void => {
        if (socket.readyState !== socket.OPEN || ends === most) return;
        ends += 1;
        complete(socket, asked);
        setTimeout(endAgain, 1);
      };
      endAgain();
    }),
  );
  return { url: server.url, ends: () => ends };
}

test("a server that ends its runs again and again is not listened to for ever", async () => {
  const most = 300;
  const server = await serveEndings(most);
  // Each end takes ten milliseconds of the crowd's clock, so that it is at its bound after 25 of them.
  const witness = pacedMemory(10);
  const limits = { patience: 200, linger: 20, drain: 0 };
  await runCrowd(crowdOptions(server.url, witness, {}, limits));
  expect(server.ends()).toBeLessThan(most);
});

test("after each end that still comes all sockets are watched for the linger anew", async () => {
  const most = 1_000;
  const server = await serveEndings(most);
  // Two hundred ends take the patience; the linger alone would be over after two.
  const limits = { patience: 2_000, linger: 20, drain: 0 };
  await runCrowd(crowdOptions(server.url, pacedMemory(10), {}, limits));
  expect(server.ends()).toBeGreaterThan(190);
  expect(server.ends()).toBeLessThan(most);
});

test("a message over the limit ends its connection with 1009, and nobody else's", async () => {
  const server = await serve((socket, user) =>
    onAsked(socket, (asked) => {
      if (user === "user-0") socket.send("x".repeat(2_000));
      else complete(socket, asked);
    }),
  );
  const witness = memory();
  const report = await runCrowd(
    crowdOptions(server.url, witness, { users: 2 }, { maxFrameBytes: 1_000 }),
  );
  expect(report).toMatchObject({ sent: 2, ended: 2 });
  const closes = witness.ops("close").toSorted((a, b) => a.connection - b.connection);
  expect(closes.map(({ code, by, reason, frames }) => ({ code, by, reason, frames }))).toEqual([
    { code: 1009, by: "harness", reason: "a message is over our limit of 1000 bytes", frames: 0 },
    { code: 1000, by: "harness", reason: "", frames: 2 },
  ]);
});

test("however many pings come in one go, all are answered, and nothing ends", async () => {
  const pings = 1_000;
  let pongs = 0;
  const answered = Promise.withResolvers<void>();
  const server = await serve((socket) => {
    socket.on("pong", () => {
      pongs += 1;
      if (pongs === pings) answered.resolve();
    });
    onAsked(socket, (asked) => {
      for (let sent = 0; sent < pings; sent += 1) socket.ping(String(sent));
      void answered.promise.then(() => complete(socket, asked));
    });
  });
  const witness = memory();
  const report = await runCrowd(crowdOptions(server.url, witness));
  expect(report).toMatchObject({ ended: 1, targetLost: false });
  expect(witness.ops("close").map(({ code, by }) => [code, by])).toEqual([[1000, "harness"]]);
});

test("who pings on and on, and never takes an answer, is given up, and that is no end by the network", async () => {
  const server = await serve((socket) => {
    onAsked(socket, () => {
      socket.pause();
      // No more at once than the kernel takes in one write.
      const flood = (): void => {
        for (let sent = 0; sent < 10_000 && socket.bufferedAmount < 1_000_000; sent += 1) {
          socket.ping("x".repeat(125));
        }
        if (socket.readyState === socket.OPEN) setImmediate(flood);
      };
      flood();
    });
  });
  const witness = memory();
  await runCrowd(crowdOptions(server.url, witness));
  expect(witness.ops("close").map(({ code, by, reason }) => [code, by, reason])).toEqual([
    [1008, "harness", "more pings came than the server took answers"],
  ]);
});

test("an interrupted crowd closes everything at once, also where the server does not answer the close", async () => {
  const server = await serve((socket) => {
    onAsked(socket, () => {});
    socket.pause();
  });
  const witness = memory();
  const stop = new AbortController();
  const report = await runCrowd({
    ...crowdOptions(server.url, witness, { users: 3 }, { patience: 3_600_000 }),
    signal: stop.signal,
    onPhase(phase) {
      if (phase === "running") stop.abort();
    },
  });
  expect(report).toMatchObject({ interrupted: true, sent: 3, ended: 0 });
  expect(witness.ops("close").map(({ by, code }) => [by, code])).toEqual(
    times(3, ["harness", 1006]),
  );
});

test("an interruption during the handshakes records no failure of the server's", async () => {
  const stop = new AbortController();
  const url = await serveTcp(() => stop.abort());
  const witness = memory();
  const report = await runCrowd({
    ...crowdOptions(url, witness, { users: 5 }),
    signal: stop.signal,
  });
  expect(report).toMatchObject({ interrupted: true, connected: 0, failed: 0 });
  expect(witness.seen).toEqual([]);
});

test("who is interrupted before the start opens nothing", async () => {
  const witness = memory();
  const report = await runCrowd({
    ...crowdOptions("ws://127.0.0.1:1", witness),
    signal: AbortSignal.abort(),
  });
  expect(report).toMatchObject({ interrupted: true, connected: 0, failed: 0 });
  expect(witness.seen).toEqual([]);
});

test("a dialect that throws is the config's fault, and every socket is closed", async () => {
  const server = await serve(() => {});
  const witness = memory();
  await expect(
    runCrowd({
      ...crowdOptions(server.url, witness, { users: 2 }),
      dialect: json({ start: fail }),
    }),
  ).rejects.toEqual(
    new HarnessError("bad-config", "The dialect's `start` threw: no such field; Bearer …"),
  );
  expect(witness.ops("close").map(({ by }) => by)).toEqual(["harness", "harness"]);
  await expect(
    runCrowd({
      ...crowdOptions(server.url, memory(), { users: 2 }),
      dialect: json({ connect: fail }),
    }),
  ).rejects.toMatchObject({ code: "bad-config" });
});

function fail(): never {
  throw new TypeError("no such field; Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl");
}
