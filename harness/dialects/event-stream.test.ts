import { expect, test } from "vitest";
import { readEventStream, readNamedEvents } from "./event-stream.ts";

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

test.for<[string, string, readonly string[]]>([
  ["stands beside the fields", 'event: a\ndata: {"x":1}\n\n', ['{"event":"a","x":1}']],
  ["stands after the data, too", 'data: {"x":1}\nevent:a\n\n', ['{"event":"a","x":1}']],
  ["is all that there is of no fields", "event: a\ndata: { }\n\n", ['{"event":"a"}']],
  [
    "is not another event's",
    'event: a\ndata: {}\n\ndata: {"x":1}\n\n',
    ['{"event":"a"}', '{"x":1}'],
  ],
  ["yields to a field", 'event: a\ndata: {"event":"b"}\n\n', ['{"event":"a","event":"b"}']],
  [
    "stands beside what is no object",
    'event: a"\ndata: [1]\n\n',
    ['{"event":"a\\"","data":"[1]"}'],
  ],
])("the name of an event %s", ([, text, events]) => {
  expect(readNamedEvents(text)).toEqual({ events, cutOff: false });
  for (const event of events) JSON.parse(event);
});
