import { startClient } from "../processes/client.ts";
import { SENTINELS } from "../crowd-shape.ts";
import { type Peer, PEER_BOUND } from "./peer.ts";

/** Quintet itself, measured from outside as the others are: its garbage is its own affair here. */
export const quintet: Peer = {
  name: "Quintet",
  others: SENTINELS,
  async start({ processes }, { port, users, runs }) {
    const shape = { port, users, runsPerUser: runs, runsAtOnce: 1 };
    const client = startClient(processes, "validated", shape, PEER_BOUND, { collect: false });
    return {
      child: client,
      async account() {
        const { events, outcome, found } = await client.measured;
        const wrong = outcome === "pass" ? null : `${outcome} ${JSON.stringify(found)}`;
        return { events, wrong };
      },
    };
  },
};
