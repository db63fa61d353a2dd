import { expect, test } from "vitest";
import { safeCommand } from "./safe-command.ts";

test("values of secret flags and variables are hidden, all else is shown", () => {
  expect(
    safeCommand(["serve", "--port", "80", "--token", "abc", "--api-key=def", "-v", "x"]),
  ).toEqual(["serve", "--port", "80", "--token", "(hidden)", "--api-key=(hidden)", "-v", "x"]);
  expect(safeCommand("DB_PASSWORD=abc MODE=x node server.js --secret-file=/run/s")).toEqual([
    "DB_PASSWORD=(hidden)",
    "MODE=x",
    "node",
    "server.js",
    "--secret-file=(hidden)",
  ]);
});

test("credentials and queries of addresses are hidden, addresses are shown", () => {
  expect(
    safeCommand("serve --db postgres://bob:hunt/er2@db/x --at=https://h/ws?token=abc http://h/ws"),
  ).toEqual([
    "serve",
    "--db",
    "postgres://(hidden)@db/x",
    "--at=https://h/ws?(hidden)",
    "http://h/ws",
  ]);
});
