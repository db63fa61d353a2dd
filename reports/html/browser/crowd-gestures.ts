import type { CrowdView } from "./crowd-model.ts";
import type { Moves } from "./crowd-moves.ts";
import type { Effects } from "./crowd-parts.ts";
import type { PageElement } from "./page.ts";
import type { Sizes } from "./paint.ts";
import type { Words } from "./words.ts";

/** Wheel, drag, click and keys: the picture is `over`, in the frame `to` that scrolls. */
export function listen(
  to: PageElement,
  over: PageElement,
  view: CrowdView,
  moves: Moves,
  words: Words,
  sizes: Sizes,
  { redraw, changed, key }: Effects,
): void {
  let dragged: { x: number; moved: boolean } | null = null;
  const place = ({ clientX, clientY }: { clientX: number; clientY: number }) => {
    const { left, top } = over.getBoundingClientRect();
    return [clientX - left, clientY - top] as const;
  };
  to.addEventListener("scroll", () => {
    view.scroll = to.scrollTop;
    redraw();
  });
  to.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (key(event.key, event.shiftKey)) event.preventDefault();
  });
  to.addEventListener(
    "wheel",
    (event) => {
      if (event.ctrlKey || event.metaKey) {
        moves.zoom(event.deltaY > 0 ? 1.2 : 1 / 1.2, moves.timeAt(place(event)[0]));
      } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        moves.pan((event.deltaX || event.deltaY) / view.width);
      } else return;
      event.preventDefault();
      redraw();
    },
    { passive: false },
  );
  over.addEventListener("pointerdown", (event) => {
    dragged = { x: event.clientX, moved: false };
    over.setPointerCapture(event.pointerId);
  });
  over.addEventListener("pointermove", (event) => {
    if (dragged && event.buttons === 1) {
      const by = event.clientX - dragged.x;
      if (!dragged.moved && Math.abs(by) < 4) return;
      dragged = { x: event.clientX, moved: true };
      moves.pan(-by / (view.width - sizes.gutter));
      redraw();
      return;
    }
    const mark = moves.near(...place(event));
    if (mark === view.hovered) return;
    view.hovered = mark;
    over.title = mark === -1 ? "" : words.whole(mark);
    redraw();
  });
  over.addEventListener("pointerup", (event) => {
    const mark = dragged?.moved === true ? -1 : moves.near(...place(event));
    dragged = null;
    if (mark === -1) return;
    moves.select(mark);
    changed();
  });
  over.addEventListener("dblclick", (event) => {
    moves.zoom(0.4, moves.timeAt(place(event)[0]));
    redraw();
  });
}
