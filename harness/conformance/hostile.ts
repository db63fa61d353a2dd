const DEEP = 20_000;
const LONG = 100_000;

/** What a server may send, and a dialect must survive: none of it is an event. */
export const HOSTILE: readonly string[] = [
  "",
  " ",
  "\n",
  "\0",
  "null",
  "true",
  "0",
  "-0",
  "1e999",
  '""',
  '"agent_started"',
  "[]",
  "{}",
  "[[]]",
  "[null]",
  "[{}]",
  "{]",
  '{"type":',
  "undefined",
  "NaN",
  "<html><body>502 Bad Gateway</body></html>",
  "data: {}\n\n",
  "{}\n{}\n{",
  "\u{feff}{}",
  "\ud800",
  '{"\\ud800":"\\udfff"}',
  '{"type":null}',
  '{"type":{}}',
  '{"type":[]}',
  '{"type":1}',
  '{"type":"__proto__"}',
  '{"type":"constructor"}',
  '{"type":"toString","run_id":{}}',
  '{"__proto__":{"type":"agent_started","polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"type":"quintet","data":{"__proto__":{"polluted":true}}}',
  `{"type":"quintet","data":${nested(60)}}`,
  nested(DEEP),
  "[".repeat(DEEP),
  `${"[".repeat(DEEP)}${"]".repeat(DEEP)}`,
  `{"type":"${"x".repeat(LONG)}"}`,
  "x".repeat(LONG),
  `[${"0,".repeat(LONG)}0]`,
  `{"type":"quintet"${',"k":1'.repeat(1_000)}}`,
];

function nested(levels: number): string {
  return `${'{"data":'.repeat(levels)}{}${"}".repeat(levels)}`;
}

/**
 * What a damaged sender makes of a right message: cut at many places, doubled, its values replaced by what
 * has another type.
 */
export function damaged(text: string): readonly string[] {
  const cuts = Array.from({ length: 16 }, (_, at) => text.slice(0, (text.length * at) >> 4));
  const twisted = ["null", "[]", "{}", "0", '"\\u0000"', "true", "1e400"].flatMap((value) => [
    text.replace(/"(?:[^"\\]|\\.)*"(?=\s*[,}\]])/g, value),
    text.replace(/\{[^{}]*\}/g, value),
    text.replace(/-?\d+(?:\.\d+)?/g, value),
  ]);
  return [...cuts, `${text}${text}`, `${text}\n${text}`, `[${text}]`, ...twisted];
}
