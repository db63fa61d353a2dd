import { expect, test } from "vitest";
import { noCommands } from "./no-commands.ts";

const TEXT = "closed with\n     ::stop-commands::x, ##[add-mask]y\n::error::z and a::b";

test("in a GitHub job no line begins with a command, nor holds one of the older kind", () => {
  expect(noCommands(TEXT, { GITHUB_ACTIONS: "true" })).toBe(
    "closed with\n     : :stop-commands::x, ## [add-mask]y\n: :error::z and a::b",
  );
});

test("elsewhere a text stays as it is", () => {
  expect(noCommands(TEXT, {})).toBe(TEXT);
});
