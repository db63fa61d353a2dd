import { networkInterfaces } from "node:os";
import { describe, expect, test } from "vitest";
import type { Wire } from "../../wire.ts";
import { switching } from "../testing/cuts.ts";
import { duel, type Script } from "../testing/duel.ts";
import { binary, close, frame, ping, pong, text } from "../testing/server-frames.ts";

type Acts = NonNullable<Script["acts"]>;

const HELLO = text("hello");
const BYE = close(1000, "bye");

/** Plays these chunks behind a good answer. */
function after(...chunks: readonly Buffer[]): Script["plays"] {
  return (accept) => [switching(accept), ...chunks];
}

/** The same, with the answer in the same chunk. */
function together(...chunks: readonly Buffer[]): Script["plays"] {
  return (accept) => [Buffer.concat([Buffer.from(switching(accept)), ...chunks])];
}

/** Does something the first time that its owner is told of this. */
function once(
  happened: Parameters<Acts>[1],
  act: (wire: Wire, done: Parameters<Acts>[2]) => void,
): Acts {
  const acted = new WeakSet<Wire>();
  return (wire, what, done) => {
    if (what !== happened || acted.has(wire)) return;
    acted.add(wire);
    act(wire, done);
  };
}

const MANNERS: Readonly<Record<string, Script>> = {
  "texts of all lengths are sent, and each is told of": {
    last: "listen",
    plays: after(HELLO),
    acts: once("received", (wire, done) => {
      for (const length of [0, 1, 125, 126, 127, 65_535, 65_536, 300_000])
        wire.send("x".repeat(length), done(String(length)));
      wire.close(1000);
    }),
  },
  "letters, and halves of letters": {
    last: "listen",
    plays: after(HELLO),
    acts: once("opened", (wire, done) => {
      for (const message of ["é€😀", "\ud83d", "\ude00\ud83d", "\0", "\u{feff}"])
        wire.send(message, done("written"));
      wire.close(1000);
    }),
  },
  "a message at the opening": {
    plays: together(HELLO, BYE),
    acts: once("opened", (wire, done) => wire.send("first", done("sent"))),
  },
  "an answer to each message": {
    plays: together(HELLO, HELLO, ping("p"), HELLO, BYE),
    acts: (wire, what, done) => what === "received" && wire.send("answer", done("sent")),
  },
  "a ping": {
    last: "listen",
    plays: after(pong("unasked"), pong()),
    acts: once("opened", (wire) => {
      wire.ping();
      wire.close(1001);
    }),
  },
  "after the close nothing is sent": {
    last: "listen",
    plays: after(HELLO, ping("p"), HELLO),
    acts: once("opened", (wire, done) => {
      wire.close(1000);
      wire.send("late", done("late"));
      wire.ping();
      wire.close(1001);
    }),
  },
  "after the cut nothing is sent": {
    plays: together(HELLO, ping("p"), BYE, HELLO),
    acts: once("opened", (wire, done) => {
      wire.terminate();
      wire.send("late", done("late"));
      wire.ping();
      wire.close(1001);
      wire.terminate();
    }),
  },
  "cut by a message, with more in the same chunk": {
    plays: after(Buffer.concat([HELLO, HELLO, ping("p"), frame(3), HELLO])),
    acts: once("received", (wire) => wire.terminate()),
  },
  "cut by a ping": {
    plays: after(Buffer.concat([ping("p"), HELLO, BYE])),
    acts: once("beat", (wire) => wire.terminate()),
  },
  "closed by a message, with more in the same chunk": {
    plays: after(Buffer.concat([HELLO, HELLO, ping("p"), BYE])),
    acts: once("received", (wire) => wire.close(1000)),
  },
  "closed by a message, and then comes nonsense": {
    plays: after(Buffer.concat([HELLO, frame(3), BYE])),
    acts: once("received", (wire) => wire.close(1000)),
  },
  "closed, and the server answers": {
    plays: after(HELLO, close(1000)),
    acts: once("received", (wire) => wire.close(1000)),
  },
  "closed, and the server goes on for a while": {
    plays: after(HELLO, HELLO, binary("b"), ping("p"), close(4001, "mine")),
    acts: once("received", (wire) => wire.close(1000)),
  },
  "closed, and the server just ends": {
    plays: after(HELLO),
    acts: once("received", (wire) => wire.close(1000)),
  },
  "closed, and the server resets": {
    last: "reset",
    plays: after(HELLO),
    acts: once("received", (wire) => wire.close(1000)),
  },
  "closed, and the server never answers": {
    last: "stay",
    plays: after(HELLO),
    acts: once("received", (wire) => wire.close(1000)),
  },
  "the server closes, and never ends": { last: "stay", plays: after(HELLO, BYE) },
  "nonsense, and the server never ends": { last: "stay", plays: after(HELLO, frame(3)) },
  "the server closes, and waits for the end": { last: "listen", plays: after(BYE) },
  "nonsense, and the server waits for the end": { last: "listen", plays: after(frame(3)) },
  "reset in a message": { last: "reset", plays: after(HELLO, HELLO.subarray(0, 3)) },
  "reset at the opening": { last: "reset", plays: after() },
  "reset behind a close": { last: "reset", plays: after(BYE) },
  "sent into a connection that was reset": {
    last: "reset",
    plays: after(HELLO),
    acts: (wire, what, done) => what !== "begin" && wire.isOpen && wire.send("x", done("sent")),
  },
  "the server ends, and takes nothing any more": {
    last: "deaf",
    plays: after(),
    acts: once("opened", (wire) => {
      wire.send("x".repeat(20_000_000), () => {});
      const ask = (): unknown => (wire.isOpen ? setImmediate(ask) : wire.terminate());
      ask();
    }),
  },
  "given up at once": { plays: after(), acts: once("begin", (wire) => wire.terminate()) },
  "closed at once": { plays: after(), acts: once("begin", (wire) => wire.close(1000)) },
  "given up twice": {
    plays: after(),
    acts: once("begin", (wire) => {
      wire.terminate();
      wire.terminate();
      wire.close(1000);
    }),
  },
  "given up by the head of the answer": {
    plays: together(HELLO),
    acts: once("upgrading", (wire) => wire.terminate()),
  },
  "given up by the head of an odd answer": {
    plays: (accept) => [switching(accept, "X-Odd:1\r\n"), HELLO],
    acts: once("upgrading", (wire) => wire.terminate()),
  },
  "given up by a refusal": {
    // `ws` drops what came of the body by then, and nobody is told of it any more.
    plays: () => ["HTTP/1.1 403 No\r\nContent-Length: 5\r\n\r\n", "hello"],
    acts: once("answering", (wire) => wire.terminate()),
  },
  "given up by a failure": {
    plays: () => ["nonsense\r\n\r\n"],
    acts: once("errored", (wire) => wire.terminate()),
  },
  "given up while nobody answers": {
    last: "stay",
    plays: () => [],
    finally: (wire) => wire.terminate(),
  },
  "given up in half an answer": {
    last: "stay",
    plays: () => ["HTTP/1.1 101 Swi"],
    finally: (wire) => wire.terminate(),
  },
  "a refusal whose body never ends": {
    last: "stay",
    plays: () => ["HTTP/1.1 403 No\r\n\r\nbecause"],
  },
  "a large message in many small pieces": {
    options: { maxFrameBytes: 1_000_000 },
    plays: after(...pieces(text("x".repeat(200_000)), 700), BYE),
  },
  "a large message in large pieces": {
    options: { maxFrameBytes: 10_000_000 },
    plays: after(...pieces(binary(Buffer.alloc(3_000_000, "abc")), 300_000), BYE),
  },
  "many messages in one go": {
    plays: after(
      Buffer.concat(Array.from({ length: 20_000 }, (_, at) => text(`message ${at}`))),
      BYE,
    ),
  },
  "many pings in one go": {
    last: "listen",
    plays: after(Buffer.concat(Array.from({ length: 3_000 }, (_, at) => ping(String(at)))), BYE),
  },
  "no limit": {
    options: { maxFrameBytes: 0 },
    plays: after(text("x".repeat(100_000)), BYE),
  },
};

function pieces(bytes: Buffer, size: number): readonly Buffer[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}

describe.concurrent("a client that acts is told the same", () => {
  test.for(Object.entries(MANNERS))("%s", async ([, script]) => {
    const { ws, ours } = await duel(script);
    expect(ours).toEqual(ws);
  });
});

describe.concurrent("a request is the same", () => {
  test.for<[string, Script["handshake"], Script["options"]?]>([
    ["with a path and a query", { url: "ws://127.0.0.1:PORT/a/b%20c/../d?x=1&y=é#" }],
    ["without a path", { url: "ws://127.0.0.1:PORT" }],
    ["with a query alone", { url: "ws://127.0.0.1:PORT?token='a|b'" }],
    ["with subprotocols", { protocols: ["graphql-ws", "a.b"] }],
    ["with headers", { headers: { Authorization: "Bearer x", cookie: "a=b; c=d", "X-Empty": "" } }],
    ["with latin letters", { headers: { "x-name": "J\xfcrgen\tM" } }],
    ["with a host of its own", { headers: { host: "example.com" } }],
    ["with an empty host", { headers: { Host: "" } }],
    ["with a header in two cases", { headers: { "X-A": "1", other: "2", "x-a": "3" } }],
    ["with numbers as names", { headers: { b: "1", 2: "x", 1: "y" } }],
    [
      "with headers that are ours",
      { headers: { connection: "close", "sec-websocket-key": "mine", UPGRADE: "h2c" } },
    ],
    ["with a subprotocol as a header", { headers: { "Sec-WebSocket-Protocol": "chat" } }],
    ["with an origin", { headers: { Origin: "https://example.com" } }],
    ["with a date", { headers: { Date: "today", "Keep-Alive": "x" } }],
    ["to a name", { url: "ws://localhost:PORT/ws" }],
    ["to a number in another form", { url: "ws://127.1:PORT/ws" }],
    ["from another address", {}, { source: "127.0.0.9" }],
  ])("%s", async ([, handshake = {}, options = {}]) => {
    const { ws, ours } = await duel({ handshake, options, plays: after(HELLO, BYE) });
    expect(ours).toEqual(ws);
    expect(ours.sent).toHaveLength(1);
  });

  // Containers are often given no IPv6 at all, and then nobody can listen there.
  const here = hasIpv6();
  const skipped = here ? "" : " (skipped: this machine has no IPv6)";
  test.skipIf(!here)(`to an address of six${skipped}`, async () => {
    const handshake = { url: "ws://[::1]:PORT/ws" };
    const { ws, ours } = await duel({ handshake, listens: "::1", plays: after(HELLO, BYE) });
    expect(ours).toEqual(ws);
    expect(ours.told).toContainEqual(["received", true, "hello", false]);
  });

  test.for<[string, Script["handshake"], Script["options"]?]>([
    ["nobody listens", { url: "ws://127.0.0.1:1/" }],
    ["nobody listens at a name", { url: "ws://localhost:1/" }],
    ["the port is 0", { url: "ws://127.0.0.1:0/" }],
    ["the name does not resolve", { url: "ws://quintet.invalid/" }],
    ["the source is none of ours", {}, { source: "192.0.2.1" }],
    ["the source is no address", {}, { source: "here" }],
    ["the source is of the other family", {}, { source: "::1" }],
  ])("and fails the same where %s", async ([, handshake = {}, options = {}]) => {
    const { ws, ours } = await duel({ handshake, options, plays: after() });
    expect(ours).toEqual(ws);
    expect(ours.told.map(([what]) => what)).toEqual(["errored", "ended"]);
  });
});

describe.concurrent("left to ws is", () => {
  test.for<[string, Script["handshake"], Script["options"]?]>([
    ["a name and a password", { url: "ws://amy:se%20cret@127.0.0.1:PORT/" }],
    ["a scheme of HTTP", { url: "http://127.0.0.1:PORT/" }],
    ["TLS", { url: "wss://127.0.0.1:1/" }],
    ["no address", { url: "nowhere" }],
    ["an address without a host", { url: "ws://" }],
    ["another scheme", { url: "ftp://127.0.0.1:PORT/" }],
    ["a fragment", { url: "ws://127.0.0.1:PORT/#there" }],
    ["a subprotocol twice", { protocols: ["a", "a"] }],
    ["a subprotocol that is no word", { protocols: ["a b"] }],
    ["an empty subprotocol", { protocols: [""] }],
    ["a header injected", { headers: { "x-a": "1\r\nX-B: 2" } }],
    ["a header beyond latin", { headers: { "x-a": "€" } }],
    ["a header of an odd name", { headers: { "x a": "1" } }],
    ["a header without a name", { headers: { "": "1" } }],
    ["a header that is none", { headers: { "x-a": undefined as unknown as string } }],
    ["a header that is several", { headers: { "x-a": ["1", "2"] as unknown as string } }],
    ["a header with a meaning", { headers: { Expect: "100-continue", "Content-Length": "3" } }],
    ["compression", {}, { compression: true }],
  ])("%s", async ([, handshake = {}, options = {}]) => {
    const { ws, ours } = await duel({ lean: false, handshake, options, plays: after(HELLO, BYE) });
    expect(ours).toEqual(ws);
  });
});

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((list) =>
    list?.some(({ address }) => address === "::1"),
  );
}
