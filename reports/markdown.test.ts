import { expect, test } from "vitest";
import { markdown, plain } from "./markdown.ts";
import { broken, evidence, failed, hostile, passed } from "./testing.ts";

test("outcome, envelope, guarantees, first findings, command", () => {
  expect(markdown(failed, evidence)).toBe(`# Quintet: FAIL

isolation: bo received amy's tool\\_completed (and 1 more finding)

- **crowd**: 25 users and 3 sentinels, 100 runs, 500 events in 812 ms
- **at once**: 28 sockets and 25 runs at the peak, closed schedule
- **target**: ws:&#8203;//127.0.0.1:1/ws (url)
- **terms**: contract tools, dialect json, oracle tier C, echo required, loss called after 5 s, sockets watched 1 s after the last event
- **seed**: s
- **first event**: p50 3.1 ms, p95 6 ms, p99 9.2 ms, max 11 ms
- **whole run**: p50 62 ms, p95 88 ms, p99 97 ms, max 104 ms
- **harness**: event loop p99 1.9 ms, send lag max 0.8 ms, tick lag max 2.4 ms

| guarantee | outcome | judged | |
|---|---|--:|---|
| isolation | **fail** | 100 runs | 1 finding |
| completeness | **fail** | 100 runs | only as a consequence of isolation |
| duplication | **fail** | 100 runs | 1 finding |
| order | pass | 100 runs | would see a bug in 3 % of runs |
| pairing | pass | 100 runs | would see a bug in 3 % of runs |
| finality | pass | 100 runs | would see a bug in 3 % of runs |
| content | pass | 100 runs | would see a bug in 3 % of runs |
| deadline | pass | 100 runs | would see a bug in 3 % of runs |
| connection | pass | 100 connections | would see a bug in 3 % of connections |
| identity | pass | 100 users | would see a bug in 3 % of users |
| clock | pass | 100 runs | would see a bug in 3 % of runs |
| reach | pass | 1 execution | the planned conditions happened |

- Off: session, resume, interference, backpressure: not built yet

### isolation/misroute

bo received amy's tool\\_completed

\`\`\`text
op 40  +0.204 s  amy ▶ start  run 3f2a91c4…
op 812  +1.204 s  bo ◀ amy's tool_completed  run 3f2a91c4…  seq 4
\`\`\`

which explains completeness/hole at amy

### duplication/same-id

cid received agent\\_thinking twice

\`\`\`text
op 300 in history.ndjson
\`\`\`

The same again:

\`\`\`text
npx quintet demo --seed s --users 25
\`\`\`
`);
});

test("an error: what happened, and what to do next", () => {
  expect(markdown(broken)).toBe(`# Quintet: UNKNOWN

could not be judged: The config does not fit:

\`\`\`text
The config does not fit:
  crowd.users: expected 1 or more
\`\`\`

\`bad-config\`: Correct what is named above; the type Config lists every key and its meaning.
`);
});

test("a command in a sentence is code", () => {
  const power = { caught: 3, of: 4, notCaught: [] };
  expect(markdown({ ...passed, power })).toContain(
    "- **power**: on this server Quintet would catch 3 of 4 kinds of fault: `quintet prove <report folder>` tells which not, and why\n",
  );
});

test.each([
  ["<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"],
  ["![a](http://evil)", "\\!\\[a\\](http:&#8203;//evil)"],
  ["www.evil.example", "www&#8203;.evil.example"],
  ["mail amy@evil.example", "mail amy@&#8203;evil.example"],
  ["a | b", "a \\| b"],
  ["# a heading", "\\# a heading"],
  ["- a list", "\\- a list"],
  ["1. a list", "1\\. a list"],
  ["===", "\\==="],
  ["&lt;b>", "&amp;lt;b&gt;"],
  ["2.5 ms, a-b", "2\\.5 ms, a-b"],
])("%s is text", (given, text) => {
  expect(plain(given)).toBe(text);
});

test("hostile text makes no markup, no link and no mention, and stays below 60 KiB", () => {
  const text = markdown(hostile);
  expect(text).not.toMatch(/</);
  expect(text).not.toMatch(/@\w/);
  expect(text).not.toMatch(/(?<!\\)\]\(/);
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
  for (const row of text.split("\n").filter((line) => line.startsWith("| "))) {
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(5);
  }
  expect(Buffer.byteLength(text)).toBeLessThan(60 * 1024);
});
