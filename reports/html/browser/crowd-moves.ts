import type { CrowdModel, CrowdView, Sight } from "./crowd-model.ts";

/** What a reader does with the picture. Each changes the view and draws nothing. */
export interface Moves {
  /** Lanes that fit; `user` is part of a name. */
  filter(user: string): void;
  /** `factor` below 1 is closer; `around` stays where it is, milliseconds. */
  zoom(factor: number, around: number): void;
  all(): void;
  /** Where most of it happens, if that is a small part of the time. */
  busy(): void;
  /** So close that the finding fills the middle third. */
  close(sight: Sight): void;
  /** By a share of what is shown. */
  pan(share: number): void;
  /** To the mark before or after in its lane. */
  along(step: 1 | -1): void;
  /** To another lane, at about the same time. */
  across(step: 1 | -1): void;
  /** To the mark that shows the finding before or after. */
  finding(step: 1 | -1): void;
  select(mark: number): void;
  scrollTo(top: number): void;
  /** The mark near a place in the picture; -1: none. */
  near(x: number, y: number): number;
  timeAt(x: number): number;
}

export function movesOf(
  model: CrowdModel,
  view: CrowdView,
  nameOf: (lane: number) => string,
  sizes: { readonly gutter: number; readonly axis: number },
): Moves {
  const { axis } = sizes;
  /** Milliseconds: nothing is closer than that. */
  const closest = 0.2;
  const { starts, time, kind, laneOf, sights, begin, end } = model;

  function fits(lane: number, user: string): boolean {
    const about = sights.filter(({ lanes }) => lanes.has(lane));
    if (view.guarantee !== "") {
      if (!about.some(({ finding }) => finding.guarantee === view.guarantee)) return false;
    }
    if (user !== "") {
      const names = [nameOf(lane), ...about.flatMap(({ lanes }) => [...lanes].map(nameOf))];
      if (!names.some((name) => name.toLowerCase().includes(user))) return false;
    }
    return view.kind === -1 || kind.subarray(starts[lane], starts[lane + 1]).includes(view.kind);
  }

  function scrollTo(top: number): void {
    const room = view.height - axis;
    view.scroll = Math.max(0, Math.min(view.order.length * view.row - room, top));
  }

  /** Moves the view so that the selected mark is in it. */
  function reveal(): void {
    const at = time[view.selected];
    if (at === undefined) return;
    const span = view.to - view.from;
    if (at < view.from || at > view.to) {
      view.from = Math.max(begin, Math.min(end - span, at - span / 2));
      view.to = view.from + span;
    }
    const top = (view.rows.get(laneOf[view.selected] ?? 0) ?? 0) * view.row;
    const room = view.height - axis;
    if (top < view.scroll) scrollTo(top);
    if (top + view.row > view.scroll + room) scrollTo(top + view.row - room);
  }

  function select(mark: number): void {
    view.selected = mark;
    reveal();
  }

  /** The mark of a lane that is nearest in time. */
  function nearest(lane: number, when: number): number {
    let best = -1;
    for (let at = starts[lane] ?? 0; at < (starts[lane + 1] ?? 0); at += 1) {
      const distance = Math.abs((time[at] ?? 0) - when);
      if (best === -1 || distance < Math.abs((time[best] ?? 0) - when)) best = at;
    }
    return best;
  }

  function begun(): boolean {
    if (view.selected !== -1 && view.rows.has(laneOf[view.selected] ?? -1)) return true;
    const lane = view.order[Math.floor(view.scroll / view.row)] ?? view.order[0];
    if (lane !== undefined) select(nearest(lane, view.from));
    return false;
  }

  function timeAt(x: number): number {
    const share = (x - sizes.gutter) / (view.width - sizes.gutter);
    return view.from + share * (view.to - view.from);
  }

  return {
    filter(user) {
      const wanted = user.trim().toLowerCase();
      const order: number[] = [];
      for (let lane = 0; lane < model.lanes; lane += 1) if (fits(lane, wanted)) order.push(lane);
      view.order = order;
      view.rows = new Map(order.map((lane, at) => [lane, at]));
      scrollTo(0);
    },
    zoom(factor, around) {
      const span = Math.min(end - begin, Math.max(closest, (view.to - view.from) * factor));
      const share = (around - view.from) / (view.to - view.from);
      view.from = Math.max(begin, Math.min(end - span, around - share * span));
      view.to = view.from + span;
    },
    all() {
      view.from = begin;
      view.to = end;
    },
    busy() {
      const times = time.filter((_, at) => model.payload.kinds[kind[at] ?? 0]?.group !== "close");
      times.sort();
      const first = times[0] ?? begin;
      const shown = sights[0] ? [sights[0].wrong, sights[0].source] : [];
      const told = Math.max(first, ...shown.map((mark) => time[mark ?? -1] ?? first));
      let at = Math.floor(times.length * 0.9);
      // On to the next gap of a quarter of the time.
      const goesOn = (): boolean => {
        const [now = end, next = end] = [times[at], times[at + 1]];
        return now < told || next - first < (now - first) * 1.25;
      };
      while (at + 1 < times.length && goesOn()) at += 1;
      const last = times[at] ?? end;
      const room = Math.max(0.5, (last - first) * 0.04);
      const short = last - first < (end - begin) / 2;
      view.from = short ? Math.max(begin, first - room) : begin;
      view.to = short ? Math.min(end, last + room) : end;
    },
    close({ wrong, source }) {
      const ends = [wrong, source ?? wrong].map((mark) => time[mark ?? -1] ?? begin);
      const [first, last] = [Math.min(...ends), Math.max(...ends)];
      const span = Math.min(end - begin, Math.max((end - begin) / 500, 5, (last - first) * 3));
      view.from = Math.max(begin, Math.min(end - span, (first + last - span) / 2));
      view.to = view.from + span;
    },
    pan(share) {
      const span = view.to - view.from;
      view.from = Math.max(begin, Math.min(end - span, view.from + share * span));
      view.to = view.from + span;
    },
    along(step) {
      if (!begun()) return;
      const lane = laneOf[view.selected] ?? 0;
      const next = view.selected + step;
      if (next >= (starts[lane] ?? 0) && next < (starts[lane + 1] ?? 0)) select(next);
    },
    across(step) {
      if (!begun()) return;
      const row = view.rows.get(laneOf[view.selected] ?? 0) ?? 0;
      const lane = view.order[row + step];
      if (lane !== undefined) select(nearest(lane, time[view.selected] ?? 0));
    },
    finding(step) {
      const marks = sights
        .filter(({ finding }) => view.guarantee === "" || finding.guarantee === view.guarantee)
        .flatMap(({ wrong }) =>
          wrong !== null && view.rows.has(laneOf[wrong] ?? -1) ? [wrong] : [],
        );
      if (marks.length === 0) return;
      const at = marks.indexOf(view.selected);
      const next = at === -1 ? (step === 1 ? 0 : marks.length - 1) : at + step;
      select(marks[(next + marks.length) % marks.length] ?? -1);
    },
    select,
    scrollTo,
    near(x, y) {
      if (x < sizes.gutter || y < axis) return -1;
      const lane = view.order[Math.floor((y - axis + view.scroll) / view.row)];
      if (lane === undefined) return -1;
      const mark = nearest(lane, timeAt(x));
      const scale = (view.width - sizes.gutter) / (view.to - view.from);
      return mark !== -1 && Math.abs((time[mark] ?? 0) - timeAt(x)) * scale <= 10 ? mark : -1;
    },
    timeAt,
  };
}
