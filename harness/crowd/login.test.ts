import { expect, test } from "vitest";
import { json } from "../dialects/json.ts";
import { runCrowd } from "./crowd.ts";
import { complete, crowdOptions, memory, onAsked, say, serve } from "./testing.ts";

const WELCOMED = json({ provides: { welcome: "always" } });

test("an error in place of a promised welcome is a refusal, whose words are not repeated", async () => {
  const target = await serve((socket) => say(socket, { type: "error", code: "bad token s3cr3t" }));
  const witness = memory(WELCOMED);
  const { host } = new URL(target.url);
  const crowd = runCrowd({ ...crowdOptions(target.url, witness, { users: 2 }), dialect: WELCOMED });
  await expect(crowd).rejects.toMatchObject({
    code: "all-refused",
    message: `${host} refused every account: an error in answer to the login (2 of 2 connections).`,
  });
});

test("a refusal that is followed by a close is told by the close", async () => {
  const target = await serve((socket) => {
    say(socket, { type: "error" });
    socket.close(1008);
  });
  const witness = memory(WELCOMED);
  const crowd = runCrowd({ ...crowdOptions(target.url, witness), dialect: WELCOMED });
  await expect(crowd).rejects.toThrow("refused every account: close code 1008");
});

test("an error and then a welcome is a welcome, and the run begins after it", async () => {
  const order: string[] = [];
  const target = await serve((socket) => {
    say(socket, { type: "error", code: "slow" });
    setTimeout(() => {
      order.push("welcome");
      say(socket, { type: "connection_established" });
    }, 20);
    onAsked(socket, (asked) => {
      order.push("asked");
      complete(socket, asked);
    });
  });
  const witness = memory(WELCOMED);
  const crowd = runCrowd({ ...crowdOptions(target.url, witness), dialect: WELCOMED });
  expect(await crowd).toMatchObject({ sent: 1, ended: 1 });
  expect(order).toEqual(["welcome", "asked"]);
});

test("where no welcome is promised, an error refuses nobody", async () => {
  const target = await serve((socket) => {
    say(socket, { type: "error", code: "motd" });
    onAsked(socket, (asked) => complete(socket, asked));
  });
  const witness = memory();
  expect(await runCrowd(crowdOptions(target.url, witness))).toMatchObject({ sent: 1, ended: 1 });
});
