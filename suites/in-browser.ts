import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe } from "vitest";
import { CHROMIUM, type Opened, openReport, startChromium } from "./chromium.ts";

/** Opens a report in the browser of these tests. */
export type Open = (page: string, options?: BrowserContextOptions) => Promise<Opened>;

const SKIPPED = CHROMIUM === null ? ": SKIPPED, there is no chromium here" : "";

/** Claims about `report.html`, in one browser; where there is none they are skipped, and say so. */
export function inBrowser(what: string, claims: (open: Open) => void): void {
  // A developer's machine may lack a browser; in CI whatever was skipped counts as failed.
  describe.skipIf(CHROMIUM === null)(`${what}${SKIPPED}`, () => {
    let browser: Browser;

    beforeAll(async () => {
      browser = await startChromium();
    });

    afterAll(() => browser?.close());

    claims(async (page, options) => await openReport(browser, page, options));
  });
}

/** How many dots of the picture have this colour of the page's own. */
export async function painted(page: Page, colour: string): Promise<number> {
  return await page.evaluate<number>(`(async () => {
    await new Promise((settle) => requestAnimationFrame(() => requestAnimationFrame(settle)));
    const hex = getComputedStyle(document.documentElement).getPropertyValue("--${colour}").trim();
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
    const canvas = document.getElementById("crowd-canvas");
    const { width, height } = canvas;
    const pen = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    pen.drawImage(canvas, 0, 0);
    const { data } = pen.getImageData(0, 0, width, height);
    let dots = 0;
    for (let at = 0; at < data.length; at += 4)
      if (data[at] === r && data[at + 1] === g && data[at + 2] === b) dots += 1;
    return dots;
  })()`);
}

/** What the page says of the mark that is selected. */
export const said = (page: Page): Promise<string> => page.locator("#crowd-said").innerText();
