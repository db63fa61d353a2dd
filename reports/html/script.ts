import { listen } from "./browser/crowd-gestures.ts";
import { showLegend } from "./browser/crowd-legend.ts";
import { movesOf } from "./browser/crowd-moves.ts";
import { tablesOf } from "./browser/crowd-table.ts";
import { showCrowd } from "./browser/crowd-view.ts";
import { frameOf } from "./browser/paint-frame.ts";
import { paint } from "./browser/paint.ts";
import { start } from "./browser/start.ts";
import { unpack } from "./browser/unpack.ts";
import { wordsOf } from "./browser/words.ts";

/** Each is a function that is given all it needs, so that its own text is a whole program. */
const PARTS = { unpack, showCrowd, wordsOf, movesOf, tablesOf, listen, showLegend, paint, frameOf };

/**
 * The page's own code, made of the functions themselves: what is type-checked here is what runs there, from
 * the sources and from the built package alike.
 */
export const SCRIPT = `"use strict";void (${start.toString()})(window,{${Object.entries(PARTS)
  .map(([name, part]) => `${name}:${part.toString()}`)
  .join(",\n")}});`;
