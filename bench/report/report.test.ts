import { describe, expect, test } from "vitest";
import { page } from "./page.ts";
import { type Result, type Section, sound } from "./result.ts";
import { ratios, reached, spread } from "./statistics.ts";
import { sectionText } from "./text.ts";

const SECTION: Section = {
  id: "a",
  title: "CPU an event",
  rows: [
    { name: "counted", unit: "µs", values: [11, 9.5, 10] },
    { name: "counted ÷ validated", unit: "×", values: [0.9, 0.7], goal: { atLeast: 0.85 } },
    { name: "rate", unit: "events/s", values: [648_123] },
  ],
  checks: [{ what: "verdicts", ok: true, found: "pass, 3 times" }],
  notes: ["One event a message."],
};

const RESULT: Result = {
  date: "2026-03-14T15:09:26.535Z",
  commit: "abc1234",
  machine: { cpu: "A CPU", cores: 2, memoryGiB: 24, kernel: "Linux 6.1", node: "24.1.0" },
  quick: false,
  sections: [SECTION],
};

describe("a spread", () => {
  test("has the middle value, or the middle of the two", () => {
    expect(spread([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 });
    expect(spread([10, 1, 2, 4])).toEqual({ min: 1, median: 3, max: 10 });
    expect(spread([7])).toEqual({ min: 7, median: 7, max: 7 });
  });

  test("sorts figures, not texts", () => {
    expect(spread([9, 10, 100])).toEqual({ min: 9, median: 10, max: 100 });
  });

  test("of nothing is none", () => {
    expect(() => spread([])).toThrow("no value was measured");
  });
});

test("ratios are taken of neighbours", () => {
  expect(ratios([2, 9], [1, 3])).toEqual([2, 3]);
  expect(() => ratios([1], [1, 2])).toThrow("1 values against 2");
});

test("a goal is reached by the median, at its bound too", () => {
  const found = { min: 0, median: 0.8, max: 2 };
  expect(reached({ atLeast: 0.8 }, found)).toBe(true);
  expect(reached({ atLeast: 0.81 }, found)).toBe(false);
  expect(reached({ atMost: 0.8 }, found)).toBe(true);
  expect(reached({ atMost: 0.79 }, found)).toBe(false);
});

test("a result is sound when all was checked and is so, and never when nothing was, or a figure is none", () => {
  const bad: Section = { ...SECTION, checks: [{ what: "verdicts", ok: false, found: "fail" }] };
  expect(sound(RESULT)).toBe(true);
  expect(sound({ sections: [SECTION, bad] })).toBe(false);
  expect(sound({ sections: [{ ...SECTION, checks: [] }] })).toBe(false);
  expect(sound({ sections: [] })).toBe(false);
  expect(sound({ sections: [{ ...SECTION, rows: [] }] })).toBe(false);
  const none: Section = { ...SECTION, rows: [{ name: "x", unit: "µs", values: [1, Number.NaN] }] };
  expect(sound({ sections: [none] })).toBe(false);
});

test("a terminal gets columns", () => {
  expect(sectionText(SECTION)).toBe(`(a) CPU an event
                           min   median      max  goal
  counted, µs             9.50     10.0     11.0
  counted ÷ validated    0.700    0.800    0.900  ≥ 0.85 NOT reached
  rate, events/s       648,123  648,123  648,123
  ok  verdicts: pass, 3 times
  –   One event a message.
`);
});

describe("the page of the docs", () => {
  test("names date, commit and machine above each table", () => {
    const [, chapter] = page([RESULT])?.split(/^(?=## )/m) ?? [];
    expect(chapter).toBe(`## (a) CPU an event

2026-03-14, commit abc1234, on 2 cores (A CPU), 24 GiB, Linux 6.1, Node 24.1.0.

|  | min | median | max | goal |
| --- | ---: | ---: | ---: | ---: |
| counted, µs | 9.50 | 10.0 | 11.0 |  |
| counted ÷ validated | 0.700 | 0.800 | 0.900 | ≥ 0.85 NOT reached |
| rate, events/s | 648,123 | 648,123 | 648,123 |  |

- verdicts: pass, 3 times
- One event a message.
`);
  });

  test("has of each benchmark the newest, whatever the order of the files", () => {
    const later = { ...RESULT, date: "2026-04-01T00:00:00.000Z", commit: "def5678" };
    const other: Result = { ...RESULT, sections: [{ ...SECTION, id: "b", title: "Memory" }] };
    const text = page([later, other, RESULT]);
    expect(text?.match(/^(## .*|2026.*commit \w+)/gm)).toEqual([
      "## (a) CPU an event",
      "2026-04-01, commit def5678",
      "## (b) Memory",
      "2026-03-14, commit abc1234",
    ]);
  });

  test("says loudly what was not so", () => {
    const checks = [{ what: "verdicts", ok: false, found: "fail" }];
    expect(page([{ ...RESULT, sections: [{ ...SECTION, checks }] }])).toContain(
      "- **not so:** verdicts: fail\n",
    );
  });

  test("does not stand on quick runs, or on none", () => {
    expect(page([{ ...RESULT, quick: true }])).toBeNull();
    expect(page([])).toBeNull();
  });
});
