import { expect, test } from "vitest";
import { leakStory, reported } from "../reports/html/testing.ts";
import { inBrowser, said } from "./in-browser.ts";

inBrowser("report.html without a mouse and without eyes", (open) => {
  test("all of it can be reached by keys", async () => {
    const { page, misdeeds } = await open(reported(leakStory()).page);
    const view = page.locator("#crowd-view");
    await view.focus();
    await page.keyboard.press("n");
    expect(await said(page)).toContain("bo received agent_thinking of amy's run 1");
    await page.keyboard.press("ArrowLeft");
    expect(await said(page)).toContain("bo received agent_started, run 1");
    await page.keyboard.press("ArrowDown");
    expect(await said(page)).toContain("amy received agent_started, run 1");
    await page.keyboard.press("+");
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("0");
    await page.keyboard.press("n");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.parentElement.id")).toBe("finding-1");
    await page.locator("#finding-1 button.to-crowd").press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("crowd-view");
    await page.locator("#crowd-lane > summary").press("Enter");
    expect(await page.locator("#crowd-lane tr.wrong").innerText()).toContain("isolation/misroute");
    expect(misdeeds).toEqual([]);
  });

  test("whoever does not see it hears what everything is: every control, table and picture has a name of its own", async () => {
    const { page } = await open(reported(leakStory()).page);
    const named = await page.evaluate<readonly string[]>(`(() => {
      const words = (label) =>
        label && [...label.childNodes].map((one) => (one.nodeType === 3 ? one.data : "")).join("");
      const name = (one) =>
        one.getAttribute("aria-label") ?? words(one.labels?.[0]) ?? one.textContent;
      const controls = "#crowd-tools :is(button, input, select), svg, figure summary, #crowd-view";
      return [...document.querySelectorAll(controls)].map((one) => name(one).trim());
    })()`);
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((name) => !/^\w.{2,}/.test(name))).toEqual([]);
    expect(new Set(named).size).toBe(named.length);
    expect(
      await page
        .locator("th")
        .evaluateAll((cells) => cells.every((cell) => cell.getAttribute("scope") === "col")),
    ).toBe(true);
    expect(await page.locator("svg").count()).toBe(
      await page.locator("figure:has(svg) table").count(),
    );
  });
});
