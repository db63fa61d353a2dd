import { expect, test } from "vitest";
import {
  credentialsIn,
  environmentSecrets,
  looksRandom,
  namesSecret,
  presentsSecret,
  withoutSecrets,
} from "./secret-names.ts";

test("names betray secrets, and names of other things do not", () => {
  const secret = ["API_KEY", "x-api-key", "DB_PASSWORD", "QUINTET_JWT_SECRET", "accessToken"];
  const plain = ["MODE", "KEYBOARD", "GIT_AUTHOR_NAME", "DESKTOP_SESSION", "monkey", "origin"];
  expect([...secret, ...plain].filter(namesSecret)).toEqual(secret);
});

test("of a handshake cookies and sessions are, too", () => {
  expect(
    ["Authorization", "cookie", "sid", "x-signature", "origin"].filter(presentsSecret),
  ).toEqual(["Authorization", "cookie", "sid", "x-signature"]);
});

test("long mixtures of letters and digits are no words", () => {
  expect(looksRandom("a81f0c9d77e2b6540013")).toBe(true);
  expect(looksRandom("https://app.example.com")).toBe(false);
  expect(looksRandom("internationalisation")).toBe(false);
});

test("variables: by name, and accounts wherever they stand; a path to a secret is none", () => {
  const environment = {
    API_TOKEN: "abc",
    SECRET_FILE: "/run/secrets/x",
    MINE: '{"id":"a","token":"t-1"}\n{"id":"b", "token": "t-2"}',
    HOME: "/root",
    EMPTY: undefined,
  };
  expect(environmentSecrets(environment)).toEqual(["abc", "t-1", "t-2"]);
});

test("credentials in the addresses of variables, whatever their names", () => {
  const environment = {
    DATABASE_URL: "postgres://app:hunter2@db/x",
    BROKERS: "amqp://a:one%2Fsecret@b1, amqp://a:two/secret@b2",
    JDBC: "jdbc:postgresql://db/x?user=app&password=hunter3",
    PLAIN: "https://app.example.com/path?page=2",
  };
  expect(environmentSecrets(environment)).toEqual([
    "hunter2",
    "hunter2",
    "one%2Fsecret",
    "one/secret",
    "two/secret",
    "two/secret",
    "hunter3",
  ]);
});

test("of an address without a password the name is the secret", () => {
  expect(credentialsIn("see https://key-of-a-project@sentry.example.com/1")).toEqual([
    "key-of-a-project",
    "key-of-a-project",
  ]);
});

test.for([
  ["ws://amy:pa/ss@host/ws", "ws://host/ws"],
  ["ws://amy:pa?s#s@host/ws?token=t#part", "ws://host/ws"],
  ["ws//amy:pass@host/", "ws//host/"],
  ["amy:pass@host", "host"],
  ["ws://host:x/ws", "ws://host:x/ws"],
] as const)("of %s this may be repeated: %s", ([given, told]) => {
  expect(withoutSecrets(given)).toBe(told);
});
