import { expect, test } from "vitest";
import { crowdStory, leakStory, reported } from "../reports/html/testing.ts";
import { inBrowser, painted } from "./in-browser.ts";

inBrowser("report.html in the dark, on paper and in a narrow window", (open) => {
  test("it is dark where the system is, and as the reader chooses, the picture too", async () => {
    const { page, misdeeds } = await open(reported(leakStory()).page, {
      colorScheme: "dark",
    });
    const paper = (): Promise<string> =>
      page.evaluate("getComputedStyle(document.querySelector('section')).backgroundColor");
    const dark = await paper();
    expect(await painted(page, "paper")).toBeGreaterThan(1_000);
    await page.locator("#theme").click();
    expect(await page.locator("#theme").innerText()).toBe("theme: light");
    expect([dark, await paper()]).toEqual(["rgb(23, 27, 34)", "rgb(255, 255, 255)"]);
    expect(await painted(page, "paper")).toBeGreaterThan(1_000);
    expect(misdeeds).toEqual([]);
  });

  test("on paper it is light whatever the screen is, and the picture is whole", async () => {
    const { page, misdeeds } = await open(reported(leakStory()).page, {
      colorScheme: "dark",
    });
    await page.evaluate(`addEventListener("beforeprint", () => {
      const canvas = document.getElementById("crowd-canvas");
      const pen = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
      pen.drawImage(canvas, 0, 0);
      window.corner = [...pen.getImageData(1, 1, 1, 1).data].join(" ");
    })`);
    await page.pdf();
    expect(await page.evaluate("window.corner")).toBe("255 255 255 255");
    const text = "getComputedStyle(document.body).color";
    expect(await page.evaluate(text)).toBe("rgb(231, 234, 240)");
    await page.emulateMedia({ media: "print" });
    expect(await page.evaluate(text)).toBe("rgb(27, 31, 39)");
    // A sheet is narrower than the window, and no event tells of it.
    await page.evaluate(`document.querySelector("main").style.maxWidth = "600px"`);
    expect(
      await page.evaluate(`(() => {
        const [sheet, picture] = ["crowd-view", "crowd-canvas"].map((id) => document.getElementById(id));
        const sign = document.querySelector("#crowd-legend i");
        return [picture.clientWidth === sheet.clientWidth, getComputedStyle(sign).printColorAdjust];
      })()`),
    ).toEqual([true, "exact"]);
    expect(misdeeds).toEqual([]);
  });

  test("in a narrow window nothing is cut off: who, what, whose, the story, every guarantee", async () => {
    const { page, misdeeds } = await open(reported(leakStory()).page, {
      viewport: { width: 400, height: 900 },
    });
    const edges = (selector: string): Promise<readonly number[]> =>
      page.evaluate(
        `[...document.querySelectorAll(${JSON.stringify(selector)})].map((one) => Math.round(one.getBoundingClientRect().right))`,
      );
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(400);
    const places = [".glance dd", "#finding-1 .timeline td", "#guarantees td", ".command code"];
    for (const place of places) {
      const rights = await edges(place);
      expect(rights.length).toBeGreaterThan(0);
      expect(Math.max(...rights)).toBeLessThanOrEqual(400);
    }
    expect(await edges("nav button")).toHaveLength(1);
    // A sign, a type and the run in two lines: no word is cut, and no sign stands alone.
    const told = await page.evaluate<readonly number[]>(
      `[...document.querySelectorAll("#finding-1 tr:not(.wrong) .thing span")].map((one) => one.getClientRects().length)`,
    );
    expect(Math.max(...told)).toBeLessThanOrEqual(2);
    const heights = await page.evaluate<readonly number[]>(
      `[...document.querySelectorAll("#guarantees tbody tr")].map((one) => one.offsetHeight)`,
    );
    expect(Math.max(...heights)).toBeLessThan(140);
    expect(misdeeds).toEqual([]);
  });

  test("in a narrow window a story of many users is told one after the other, each by his name", async () => {
    const users = ["amy", "bo", "cy", "dee"] as const;
    const [, ...others] = users;
    const tale = crowdStory(
      {
        runs: 1,
        meanwhile: (story) => {
          for (const to of others) story.event("amy", 1, "thinking", { to, id: "one" });
        },
      },
      { users },
    );
    const { page, misdeeds } = await open(reported(tale).page, {
      viewport: { width: 400, height: 900 },
    });
    const table = page.locator("#finding-1 .timeline");
    expect(await table.locator("th").count()).toBeGreaterThan(4);
    const spilt = await page.evaluate<number>(
      `(() => { const one = document.querySelector("#finding-1 .wide"); return one.scrollWidth - one.clientWidth; })()`,
    );
    expect(spilt).toBe(0);
    const named = await page.evaluate<readonly (readonly [string, boolean])[]>(
      `[...document.querySelectorAll("#finding-1 .timeline .thing span")].map((one) => [one.dataset.user, getComputedStyle(one, "::before").content !== "none"])`,
    );
    expect(new Set(named.map(([name]) => name)).size).toBeGreaterThan(2);
    expect(named.filter(([, shown]) => !shown)).toEqual([]);
    expect(misdeeds).toEqual([]);
  });

  test("in a narrow window long names stand beside each other, and not on top", async () => {
    const users = ["jameson-of-the-long-name-0003", "moriah-of-the-longer-name-0017"] as const;
    const tale = crowdStory(
      { runs: 1, meanwhile: (story) => story.event(users[0], 1, "thinking", { to: users[1] }) },
      { users },
    );
    const { page, misdeeds } = await open(reported(tale).page, {
      viewport: { width: 400, height: 900 },
    });
    const spilt = await page.evaluate<readonly number[]>(
      `[...document.querySelectorAll("#finding-1 .timeline th")].map((one) => one.scrollWidth - one.clientWidth)`,
    );
    expect(spilt).toEqual([0, 0, 0, 0]);
    expect(misdeeds).toEqual([]);
  });
});
