import type { CrowdModel, CrowdView } from "./crowd-model.ts";
import type { Moves } from "./crowd-moves.ts";
import type { CrowdTables } from "./crowd-table.ts";
import type { Page, PageElement, Pen } from "./page.ts";
import type { Colours, Frame, Sizes } from "./paint.ts";
import type { Words } from "./words.ts";

/** What gestures set off. */
export interface Effects {
  readonly redraw: () => void;
  /** After a move that selects. */
  readonly changed: () => void;
  /** Whether it was one of ours. */
  readonly key: (name: string, shift: boolean) => boolean;
}

/** The other pieces, which a text cannot import. */
export interface CrowdParts {
  showLegend(page: Page, model: CrowdModel): void;
  listen(
    frame: PageElement,
    canvas: PageElement,
    view: CrowdView,
    moves: Moves,
    words: Words,
    sizes: Sizes,
    effects: Effects,
  ): void;
  wordsOf(model: CrowdModel): Words;
  movesOf(
    model: CrowdModel,
    view: CrowdView,
    nameOf: (lane: number) => string,
    sizes: Sizes,
  ): Moves;
  tablesOf(
    page: Page,
    model: CrowdModel,
    words: Words,
    choose: (lane: number) => void,
  ): CrowdTables;
  paint(
    pen: Pen,
    model: CrowdModel,
    view: CrowdView,
    words: Words,
    colours: Colours,
    sizes: Sizes,
    frame: Frame,
  ): void;
  frameOf(
    pen: Pen,
    model: CrowdModel,
    view: CrowdView,
    words: Words,
    colours: Colours,
    sizes: Sizes,
  ): Frame;
}
