import type { CrowdModel, CrowdView } from "./crowd-model.ts";
import type { CrowdParts } from "./crowd-parts.ts";
import type { Page, PageElement } from "./page.ts";
import type { Colours, Sizes } from "./paint.ts";

export interface Crowd {
  /** Draws again and at once, in the colours of now. */
  repaint(): void;
  /** Brings a finding into the middle of the picture. */
  show(finding: number): void;
}

/** Puts the picture of the crowd into the page, and listens to its reader. */
export function showCrowd(page: Page, model: CrowdModel, parts: CrowdParts): Crowd | null {
  const { document } = page;
  const part = (name: string): PageElement | null => document.getElementById(`crowd-${name}`);
  const [frame, spacer, canvas, said] = [
    part("view"),
    part("spacer"),
    part("canvas"),
    part("said"),
  ];
  const pen = canvas?.getContext("2d");
  if (!frame || !spacer || !canvas || !said || !pen) return null;
  const sizes: Sizes = { gutter: 176, axis: 26 };
  const words = parts.wordsOf(model);
  const view: CrowdView = {
    from: model.begin,
    to: model.end,
    order: [],
    rows: new Map(),
    row: 22,
    scroll: 0,
    width: 0,
    height: 0,
    selected: -1,
    hovered: -1,
    kind: -1,
    guarantee: "",
  };
  const moves = parts.movesOf(model, view, (lane) => words.lane(lane), sizes);
  const tables = parts.tablesOf(page, model, words, (lane) => {
    moves.select(model.starts[lane] ?? -1);
    changed();
    frame.scrollIntoView({ block: "nearest" });
    frame.focus({ preventScroll: true });
  });
  let colours = readColours();
  let asked = false;

  function readColours(): Colours {
    const style = page.getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
    return {
      text: colour("text"),
      quiet: colour("quiet"),
      line: colour("line"),
      stripe: colour("stripe"),
      run: colour("run"),
      runNext: colour("run-next"),
      bad: colour("fail"),
      paper: colour("paper"),
      focus: colour("focus"),
      events: Array.from({ length: 8 }, (_, at) => colour(`event-${at}`)),
    };
  }

  function draw(): void {
    asked = false;
    if (!frame || !canvas || !spacer || !pen) return;
    const ratio = Math.max(1, page.devicePixelRatio);
    const [width, height] = [frame.clientWidth, frame.clientHeight];
    if (
      canvas.width !== Math.round(width * ratio) ||
      canvas.height !== Math.round(height * ratio)
    ) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.setProperty("width", `${width}px`);
      canvas.style.setProperty("height", `${height}px`);
    }
    view.width = width;
    view.height = height;
    fitGutter();
    tellTime();
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const around = parts.frameOf(pen, model, view, words, colours, sizes);
    parts.paint(pen, model, view, words, colours, sizes, around);
  }

  /** As wide as the names need, and no more than a third of a narrow window. */
  function fitGutter(): void {
    sizes.gutter = Math.round(Math.min(176, Math.max(84, view.width * 0.3)));
  }

  /** Which part of the time is shown: the axis alone does not say that there is more. */
  function tellTime(): void {
    const place = part("time");
    if (!place) return;
    const [from = "", to = "", end = ""] = [view.from, view.to, model.end].map(
      (at) => `${(Math.max(0, at) / 1000).toFixed(3)} s`,
    );
    const whole = view.to - view.from >= model.end - model.begin;
    const text = whole ? `all of ${end}` : `${from} to ${to} of ${end}`;
    if (place.textContent !== text) place.textContent = text;
  }

  function redraw(): void {
    if (asked) return;
    asked = true;
    page.requestAnimationFrame(draw);
  }

  /** The frame is as high as its lanes need, up to most of the window. */
  function layOut(): void {
    if (!frame || !spacer) return;
    const high = sizes.axis + view.order.length * view.row;
    frame.style.setProperty("height", `min(${high + 4}px, max(260px, 100vh - 380px))`);
    spacer.style.setProperty("height", `${high}px`);
    view.width = frame.clientWidth;
    view.height = frame.clientHeight;
    fitGutter();
    frame.scrollTop = view.scroll;
    redraw();
  }

  /** After a move: the frame follows, and the readout says where we are. */
  function changed(): void {
    if (!frame || !said) return;
    frame.scrollTop = view.scroll;
    if (view.selected !== -1) {
      said.textContent = words.whole(view.selected);
      tables.lane(model.laneOf[view.selected] ?? 0);
    }
    redraw();
  }

  function filtered(): void {
    view.guarantee = part("guarantee")?.value ?? "";
    const kind = part("kind")?.value ?? "";
    view.kind = kind === "" ? -1 : Number(kind);
    moves.filter(part("user")?.value ?? "");
    const count = part("count");
    const shown = view.order.length === model.lanes ? "all" : `${view.order.length} of`;
    // With thousands apart, as in the rest of the report.
    const lanes = `${shown} ${model.lanes} lanes`.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
    if (count) count.textContent = lanes;
    tables.lanes(view.order);
    layOut();
  }

  function middle(): number {
    const at = model.time[view.selected];
    return at !== undefined && at >= view.from && at <= view.to ? at : (view.from + view.to) / 2;
  }

  function key(name: string, shift: boolean): boolean {
    const acts: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => (shift ? moves.pan(-0.2) : moves.along(-1)),
      ArrowRight: () => (shift ? moves.pan(0.2) : moves.along(1)),
      ArrowUp: () => moves.across(-1),
      ArrowDown: () => moves.across(1),
      "+": () => moves.zoom(0.6, middle()),
      "=": () => moves.zoom(0.6, middle()),
      "-": () => moves.zoom(1 / 0.6, middle()),
      "0": () => moves.all(),
      n: () => moves.finding(1),
      p: () => moves.finding(-1),
      Enter: story,
    };
    const act = Object.hasOwn(acts, name) ? acts[name] : undefined;
    act?.();
    if (act) changed();
    return act !== undefined;
  }

  /** Opens the story of the finding that the selected mark, or else its lane, shows. */
  function story(): void {
    const lane = model.laneOf[view.selected] ?? -1;
    const at = model.proves.get(view.selected)?.[0];
    const sight =
      at === undefined ? model.sights.find(({ lanes }) => lanes.has(lane)) : model.sights[at];
    const place = sight && document.getElementById(sight.finding.id);
    if (!place) return;
    place.open = true;
    place.scrollIntoView({ block: "start" });
    place.querySelector("summary")?.focus();
  }

  const clicks: Readonly<Record<string, string>> = {
    in: "+",
    out: "-",
    all: "0",
    next: "n",
    previous: "p",
  };
  for (const [name, does] of Object.entries(clicks)) {
    part(name)?.addEventListener("click", () => key(does, false));
  }
  for (const name of ["user", "guarantee", "kind"]) part(name)?.addEventListener("input", filtered);
  part("dense")?.addEventListener("input", () => {
    view.row = part("dense")?.checked === true ? 6 : 22;
    layOut();
    moves.select(view.selected);
    changed();
  });
  page.addEventListener("resize", layOut);
  parts.listen(frame, canvas, view, moves, words, sizes, { redraw, changed, key });
  parts.showLegend(page, model);
  frame.hidden = false;
  const tools = part("tools");
  if (tools) tools.hidden = false;
  said.textContent = "Point at a mark, or use the keys.";
  moves.busy();
  filtered();
  if (model.sights.length > 0) {
    moves.finding(1);
    changed();
  }
  return {
    repaint() {
      colours = readColours();
      draw();
    },
    show(finding) {
      const sight = model.sights[finding];
      const mark = sight?.wrong;
      if (!sight || mark === undefined || mark === null) return;
      for (const name of ["user", "guarantee", "kind"]) {
        const field = part(name);
        if (field) field.value = "";
      }
      filtered();
      moves.close(sight);
      moves.select(mark);
      changed();
      document.getElementById("crowd")?.scrollIntoView({ block: "start" });
      frame.focus({ preventScroll: true });
    },
  };
}
