import { expect, test } from "vitest";
import { readEventStream } from "./event-stream.ts";

test.for<[string, string, readonly string[]]>([
  ["an event", "data: a\n\n", ["a"]],
  ["one in CR LF", "data: a\r\n\r\n", ["a"]],
  ["one in CR", "data: a\r\r", ["a"]],
  ["one whose line ends are mixed", "data: a\r\ndata: b\n\r", ["a\nb"]],
  ["several lines of data", "data: a\ndata:b\ndata:  c\ndata\n\n", ["a\nb\n c\n"]],
  [
    "comments and other fields",
    ": hello\nid: 7\nevent: x\ndata: a\nretry: 10\ndatum: z\n\n",
    ["a"],
  ],
  ["several events", "data: a\n\n\ndata: b\n\n", ["a", "b"]],
  ["an event of an empty line", "data:\n\n", [""]],
  ["a comment alone", ": ping\n\n", []],
  ["nothing", "", []],
])("reads %s", ([, text, events]) => {
  expect(readEventStream(text)).toEqual({ events, cutOff: false });
});

test.for(["data: a", "data: a\n", "data: a\r\n", "data: a\n\ndata: b\n", ": ping"])(
  "takes no event that was cut off: %j",
  (text) => {
    const { events, cutOff } = readEventStream(text);
    expect(cutOff).toBe(true);
    expect(events.at(-1) ?? "a").toBe("a");
    expect(events).toHaveLength(text.includes("\n\n") ? 1 : 0);
  },
);
