import { expect, test } from "vitest";
import { story as tell } from "../harness/checkers/testing/judging.ts";
import { report } from "../reports/html/report.ts";
import { crowdStory, largeCrowd, reported } from "../reports/html/testing.ts";
import { passed } from "../reports/testing.ts";
import { inBrowser, painted, said } from "./in-browser.ts";

inBrowser("the picture of the crowd in report.html", (open) => {
  test("2,000 users with 20 events each: below 3 MB, one canvas, and a page that stays small", async () => {
    const text = report(passed, new Map(), largeCrowd(2_000, 4));
    expect(text.length).toBeLessThan(3_000_000);
    const { page, misdeeds } = await open(text);
    expect(await page.locator("#crowd-count").innerText()).toBe("all 2,000 lanes");
    expect(await page.evaluate("document.querySelectorAll('*').length")).toBeLessThan(3_000);
    await page.evaluate("document.getElementById('crowd-view').scrollTop = 1e9");
    expect(await painted(page, "event-0")).toBeGreaterThan(50);
    await page.locator("#crowd-user").fill("user-1234");
    expect(await page.locator("#crowd-count").innerText()).toBe("1 of 2,000 lanes");
    await page.locator("#crowd-table > summary").click();
    // The table fills itself when the browser has told that it is open.
    await expect
      .poll(() => page.locator("#crowd-table tbody tr").allInnerTexts())
      .toEqual(["user-1234\t1234\tuser\t4\t20\t0\t"]);
    expect(misdeeds).toEqual([]);
  }, 120_000);

  test("the picture begins where most of it happens, and says how much of the time that is", async () => {
    const late = tell({ users: ["amy", "bo", "cy", "dan"] }).open();
    for (const run of [1, 2, 3, 4]) {
      if (run === 4) late.wait(60_000);
      for (const user of run === 4 ? ["amy"] : ["amy", "bo", "cy", "dan"]) {
        late.start(user, run).events(user, run, "started thinking executing completed done");
        if (run === 1 && user === "amy") late.event("amy", 1, "thinking#2", { to: "bo" });
      }
    }
    const { page, misdeeds } = await open(reported(late.finish()).page);
    const shown = page.locator("#crowd-time");
    await expect.poll(() => shown.innerText()).toMatch(/^0\.00\d s to 0\.0\d\d s of 6\d\.\d{3} s$/);
    await page.locator("#crowd-all").click();
    await expect.poll(() => shown.innerText()).toMatch(/^all of 6\d\.\d{3} s$/);
    await page.locator("#finding-1 button.to-crowd").click();
    await expect.poll(() => shown.innerText()).toMatch(/^0\.\d{3} s to 0\.\d{3} s of /);
    expect(await said(page)).toContain("bo received agent_thinking of amy's run 1");
    expect(misdeeds).toEqual([]);
  });

  test("a finding that shows in a close opens too", async () => {
    const tale = tell({ users: ["amy", "bo"] })
      .open()
      .start("amy")
      .start("bo");
    tale.events("bo", 1, "started thinking executing completed done");
    tale.close("amy", { by: "server", code: 1011, reason: "</script>\u2028\u202e" });
    const { page, misdeeds } = await open(reported(tale.finish()).page);
    expect(await said(page)).toContain("amy closed by the server");
    expect(misdeeds).toEqual([]);
  });

  test("filters leave what they name: a guarantee, a kind of mark, a user with whom he met", async () => {
    const tale = crowdStory(
      { runs: 1, meanwhile: (story) => story.event("amy", 1, "thinking", { to: "bo" }) },
      { users: ["amy", "bo", "cy", "dan"] },
    );
    const { page } = await open(reported(tale).page);
    const count = page.locator("#crowd-count");
    await page.locator("#crowd-guarantee").selectOption("isolation");
    expect(await count.innerText()).toBe("2 of 5 lanes");
    await page.locator("#crowd-guarantee").selectOption("");
    await page.locator("#crowd-user").fill("amy");
    expect(await count.innerText()).toBe("2 of 5 lanes");
    await page.locator("#crowd-user").fill("");
    await page.locator("#crowd-kind").selectOption({ label: "agent_started" });
    expect(await count.innerText()).toBe("4 of 5 lanes");
  });
});
