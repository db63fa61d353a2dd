import type { PageData } from "../page-data.ts";
import type { CrowdModel, Sight } from "./crowd-model.ts";
import type { Page } from "./page.ts";

/** Takes the payload out of the page: base64, inflated by the browser itself, columns summed up. */
export async function unpack(page: Page, text: string): Promise<CrowdModel> {
  const packed = Uint8Array.from(page.atob(text.trim()), (letter) => letter.charCodeAt(0));
  const inflated = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const payload = (await new Response(inflated as ReadableStream).json()) as PageData;
  const { lanes, marks, findings } = payload;
  const count = marks.time.length;
  const starts = new Uint32Array(lanes.user.length + 1);
  const laneOf = new Uint32Array(count);
  const time = new Float64Array(count);
  const owner = new Int32Array(count);
  const op = new Float64Array(count);
  const wanted = new Set(findings.flatMap(({ ops }) => ops));
  const markOf = new Map<number, number>();
  const lanesOf = new Map<number, number[]>();
  let begin = Infinity;
  let end = -Infinity;
  let at = 0;
  for (const [lane, size] of lanes.marks.entries()) {
    const user = lanes.user[lane] ?? -1;
    const same = lanesOf.get(user);
    if (same) same.push(lane);
    else lanesOf.set(user, [lane]);
    starts[lane] = at;
    let ticks = 0;
    let index = 0;
    for (const last = at + size; at < last; at += 1) {
      ticks += marks.time[at] ?? 0;
      index += marks.op[at] ?? 0;
      const code = marks.owner[at] ?? 0;
      laneOf[at] = lane;
      time[at] = ticks / 100;
      op[at] = index;
      owner[at] = code === 0 ? -1 : code === 1 ? user : code - 2;
      if (wanted.has(index)) markOf.set(index, at);
      begin = Math.min(begin, ticks / 100);
      if (payload.kinds[marks.kind[at] ?? 0]?.group !== "close") end = Math.max(end, ticks / 100);
    }
  }
  starts[lanes.user.length] = at;
  const proves = new Map<number, number[]>();
  const sights = findings.map((finding, which): Sight => {
    const proof = finding.ops.flatMap((one) => markOf.get(one) ?? []);
    for (const mark of proof) proves.set(mark, [...(proves.get(mark) ?? []), which]);
    const wrong = markOf.get(finding.ops[0] ?? -1) ?? null;
    const victims = proof.filter(
      (mark) => finding.victim !== -1 && lanes.user[laneOf[mark] ?? -1] === finding.victim,
    );
    // What the victim did before is the cause; what came later is only the same thing again.
    const before = victims
      .toSorted((a, b) => (time[a] ?? 0) - (time[b] ?? 0))
      .filter((mark) => (time[mark] ?? 0) <= (time[wrong ?? -1] ?? 0));
    const concerned = [finding.user, finding.victim].flatMap((user) =>
      user === -1 ? [] : (lanesOf.get(user) ?? []),
    );
    return {
      finding,
      wrong,
      source: before.at(-1) ?? victims[0] ?? null,
      lanes: new Set([...concerned, ...proof.map((mark) => laneOf[mark] ?? 0)]),
    };
  });
  const room = Math.max(0.5, (end - begin) * 0.02);
  return {
    payload,
    lanes: lanes.user.length,
    marks: count,
    starts,
    laneOf,
    time,
    kind: Uint16Array.from(marks.kind),
    owner,
    run: Uint32Array.from(marks.run),
    op,
    proves,
    sights,
    begin: count === 0 ? 0 : begin - room,
    end: count === 0 ? 1 : end + room,
  };
}
