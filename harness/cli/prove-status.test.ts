import { expect, test } from "vitest";
import { createProveStatus } from "./prove-status.ts";

function shownOn(isTTY: boolean, term: string): string {
  let drawn = "";
  const screen = { isTTY, columns: 60, write: (text: string) => (drawn += text) };
  const status = createProveStatus({ quiet: false }, screen, { TERM: term });
  status.show({ done: 1, of: 4, amiss: 0, id: "drop-middle" });
  status.end();
  return drawn;
}

test("a line is drawn over itself on a terminal, and nowhere else", () => {
  expect(shownOn(true, "xterm")).toMatch(/^\r\u001B\[2Kexecutions 1\/4 .*drop-middle\r\u001B\[2K$/);
  expect(shownOn(true, "dumb")).not.toContain("\u001B");
  expect(shownOn(false, "xterm")).not.toContain("\u001B");
});

test("what is said is folded on a terminal, and whole elsewhere", () => {
  const line = "Quintet will switch on 52 faults and 18 legal twins of its reference server.";
  const saidOn = (isTTY: boolean): string => {
    let said = "";
    const screen = { isTTY, columns: 60, write: (text: string) => (said += text) };
    createProveStatus({ quiet: false }, screen, {}).say(line);
    return said;
  };
  expect([saidOn(true), saidOn(false)]).toEqual([
    "Quintet will switch on 52 faults and 18 legal twins of its\nreference server.\n",
    `${line}\n`,
  ]);
});
