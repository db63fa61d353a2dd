import type { CrowdModel, CrowdView } from "./crowd-model.ts";
import type { Pen } from "./page.ts";
import type { Colours, Frame, Sizes } from "./paint.ts";
import type { Words } from "./words.ts";

/** The names of the lanes, and the time above them. */
export function frameOf(
  pen: Pen,
  model: CrowdModel,
  view: CrowdView,
  words: Words,
  colours: Colours,
  { gutter, axis: top }: Sizes,
): Frame {
  const { payload } = model;
  const { width, height, row, from, to, scroll, order } = view;
  const x = (at: number): number => gutter + ((at - from) * (width - gutter)) / (to - from);
  const y = (lane: number): number => top + (view.rows.get(lane) ?? -9) * row + row / 2 - scroll;
  const first = Math.max(0, Math.floor(scroll / row));
  const shown = order.slice(first, Math.ceil((scroll + height - top) / row) + 1);

  function names(): void {
    pen.fillStyle = colours.paper;
    pen.fillRect(0, 0, gutter, height);
    pen.fillStyle = colours.line;
    pen.fillRect(gutter - 1, 0, 1, height);
    if (row < 11) {
      pen.fillStyle = colours.bad;
      for (const lane of shown) {
        if (isBroken(lane)) pen.fillRect(gutter - 7, y(lane) - row / 2, 4, row);
      }
      // Too narrow for names: only those that are asked for.
      pen.font = "12px system-ui, sans-serif";
      pen.textAlign = "left";
      for (const mark of new Set([view.selected, view.hovered])) {
        const lane = model.laneOf[mark];
        if (lane === undefined) continue;
        pen.fillStyle = isBroken(lane) ? colours.bad : colours.text;
        pen.fillText(fitted(words.lane(lane), gutter - 26), 12, Math.max(top + 9, y(lane)));
      }
      return;
    }
    for (const lane of shown) {
      const role = payload.lanes.role[lane];
      const broken = isBroken(lane);
      pen.font = `${broken ? "600 " : ""}12px system-ui, sans-serif`;
      pen.fillStyle = broken ? colours.bad : role === "user" ? colours.text : colours.quiet;
      pen.textAlign = "left";
      const name = words.lane(lane) + (role === "sentinel" ? " (sentinel)" : "");
      pen.fillText(fitted(name, gutter - 26), 12, y(lane) + 0.5);
      if (broken) {
        pen.beginPath();
        pen.arc(gutter - 11, y(lane), 3.5, 0, 7);
        pen.fill();
      }
    }
  }

  function fitted(text: string, room: number): string {
    let cut = text;
    while (cut.length > 4 && pen.measureText(cut).width > room) cut = `${cut.slice(0, -3)}…`;
    return cut;
  }

  function isBroken(lane: number): boolean {
    return model.sights.some(({ lanes }) => lanes.has(lane));
  }

  function axis(): void {
    pen.fillStyle = colours.paper;
    pen.fillRect(0, 0, width, top);
    pen.fillStyle = colours.line;
    pen.fillRect(0, top - 1, width, 1);
    const rough = (to - from) / Math.max(2, (width - gutter) / 110);
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? power * 10;
    const digits = Math.max(0, 3 - Math.floor(Math.log10(step) + 1e-9));
    pen.font = "11px system-ui, sans-serif";
    pen.textAlign = "center";
    for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
      if (x(at) < gutter + 20 || x(at) > width - 20) continue;
      pen.fillStyle = colours.quiet;
      pen.fillText(`${(at / 1000).toFixed(Math.min(6, digits))} s`, x(at), top / 2);
      pen.fillStyle = colours.line;
      pen.fillRect(x(at), top, 1, height);
    }
    pen.textAlign = "left";
    pen.fillStyle = colours.quiet;
    pen.fillText("connection of", 12, top / 2);
    for (const [when, fault] of payload.faults) {
      if (when < from || when > to) continue;
      pen.fillStyle = colours.focus;
      pen.fillRect(x(when) - 1, top, 2, height);
      pen.fillText(fault, x(when) + 5, top + 10);
    }
  }

  return { axis, names };
}
