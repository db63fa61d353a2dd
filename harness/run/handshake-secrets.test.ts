import { expect, test } from "vitest";
import { json } from "../dialects/json.ts";
import { makePlan } from "../plan/make-plan.ts";
import { addressSecrets, handshakeSecrets, knownSecrets } from "./handshake-secrets.ts";

const plan = makePlan({
  seed: "s",
  nonce: "00".repeat(16),
  users: 2,
  sentinels: 0,
  runsPerUser: 1,
  tabs: 1,
  runsAtOnce: 1,
  maxOpenRuns: 10,
  schedule: "closed",
  prompts: "plain",
  runsPerThread: 1,
  cancels: 0,
});
const accounts = plan.users.map(({ id }, at) => ({ id, token: `token-number-${at}` }));
const BASE = "ws://127.0.0.1:8080/ws";

test("a token and the user's own id are no further secret", () => {
  const dialect = json({ connect: ({ user }) => ({ url: `/ws?session=${user.id}` }) });
  expect(handshakeSecrets({ plan, accounts }, dialect, BASE)).toEqual([]);
  expect(handshakeSecrets({ plan, accounts }, json({ auth: { cookie: "c" } }), BASE)).toEqual([]);
});

test("what stands beside it is: in the address, headers, cookies, subprotocols and first messages", () => {
  const dialect = json({
    auth: "none",
    connect: ({ user: { id } }) => ({
      url: `/ws?v=2&api_key=parameter1&user=${id}`,
      headers: {
        origin: "https://app.example.com",
        "x-api-key": "header-1",
        cookie: "theme=dark; sid=cookie-1",
        "proxy-authorization": `Basic ${Buffer.from("me:password1").toString("base64")}`,
      },
      protocols: ["chat", "ticket.0a1b2c3d4e5f6a7b8c9d"],
      login: [{ op: "login", who: "somebody", password: `of-${id}` }],
    }),
  });
  expect(handshakeSecrets({ plan, accounts }, dialect, BASE).toSorted()).toEqual(
    [
      Buffer.from("me:password1").toString("base64"),
      "parameter1",
      "header-1",
      "cookie-1",
      "password1",
      "ticket.0a1b2c3d4e5f6a7b8c9d",
      ...plan.users.map(({ id }) => `of-${id}`),
    ].toSorted(),
  );
});

test("all tokens are known as secrets, but for one that is the bare id of its user", () => {
  const target = { url: BASE };
  const bare = plan.users.map(({ id }, at) => ({ id, token: at === 0 ? id : "token-number-1" }));
  const known = knownSecrets({ target, dialect: json() }, { plan, accounts: bare }, BASE);
  expect(known).toContain("token-number-1");
  expect(known).not.toContain(bare[0]?.id);
});

test("a dialect that throws tells nothing", () => {
  expect(handshakeSecrets({ plan, accounts }, { connect }, BASE)).toEqual([]);
});

test("of an address: its password, decoded too, a name that stands alone, parameters by name or look", () => {
  expect(addressSecrets("wss://me:pass%2Fword@x/ws?v=2&token=parameter1")).toEqual([
    "pass%2Fword",
    "pass/word",
    "parameter1",
  ]);
  expect(addressSecrets("wss://only-a-name@x/")).toEqual(["only-a-name", "only-a-name"]);
  expect(addressSecrets("not an address")).toEqual([]);
});

function connect(): never {
  throw new Error("no");
}
