import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { story as tell } from "../harness/checkers/testing/judging.ts";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { report } from "../reports/html/report.ts";
import { crowdStory, largeCrowd, leakStory, reported } from "../reports/html/testing.ts";
import { broken, passed } from "../reports/testing.ts";
import { CHROMIUM, openReport, startChromium } from "./chromium.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { startForeignServer } from "./foreign-server.ts";

/** Where nobody looks at what was skipped, a missing browser is a failure. */
test.runIf(process.env["CI"])("in CI there is a browser", () => {
  expect(CHROMIUM).not.toBeNull();
});

const SKIPPED = CHROMIUM === null ? ": SKIPPED, there is no chromium here" : "";

/** What a hostile server, or a user's name, might put into a page. */
const ATTACKS = [
  `<script>window.pwned = 1; alert(1)</script>`,
  `</script><script>window.pwned = 1; alert(2)</script>`,
  `"><img src=x onerror="window.pwned = 1; alert(3)">`,
  `'-alert(4)-'\${alert(5)}`,
  `<svg onload=alert(6)><iframe src="http://127.0.0.1:9/"></iframe>`,
  `\u202e\u0000\ud800javascript:alert(7)`,
] as const;

const CROWD = ["--users", "6", "--sentinels", "2", "--runs", "1", "--linger", "200ms", "--json"];

/** What an execution from the command line wrote. */
async function executed(
  args: readonly string[],
): Promise<{ readonly verdict: Verdict; readonly text: string }> {
  const folder = await emptyFolder();
  const { stdout } = await quintet(args, folder);
  return {
    verdict: JSON.parse(stdout) as Verdict,
    text: await readFile(join(folder, "quintet-report/report.html"), "utf8"),
  };
}

/** How many dots of the picture have this colour of the page's own. */
async function painted(page: Page, colour: string): Promise<number> {
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

const said = (page: Page): Promise<string> => page.locator("#crowd-said").innerText();

describe.skipIf(CHROMIUM === null)(`report.html in a browser${SKIPPED}`, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await startChromium();
  });

  afterAll(() => browser?.close());

  test("a passing run: the outcome in words, every guarantee, every lane, and nothing is fetched", async () => {
    const { verdict, text } = await executed(["demo", ...CROWD]);
    const { page, misdeeds } = await openReport(browser, text);
    expect(await page.title()).toContain("PASS: Quintet");
    expect(await page.locator("h1").innerText()).toBe(
      "Every one of 6 users received exactly its own events",
    );
    const judged = verdict.guarantees.filter(({ outcome }) => outcome !== "off");
    expect(await page.locator("#guarantees tbody tr").count()).toBe(judged.length);
    expect(await page.locator("#findings").count()).toBe(0);
    // Six users, two sentinels, five probes with bad tokens.
    expect(await page.locator("#crowd-count").innerText()).toBe("all 13 lanes");
    expect(await painted(page, "event-0")).toBeGreaterThan(50);
    expect(await painted(page, "fail")).toBe(0);
    expect(misdeeds).toEqual([]);
  });

  test("a leaking run: who received what of whom, when, and how to have it again", async () => {
    const server = await startForeignServer({ optional: true, bug: "leak" });
    onTestFinished(() => server.close());
    const crowd = [...CROWD, "--connect-rate", "1000", "--patience", "1s"];
    const { verdict, text } = await executed(["run", "--url", server.url, ...crowd]);
    const [finding] = verdict.findings;
    const { page, misdeeds } = await openReport(browser, text, {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const top = page.locator("header.outcome");
    expect(await top.locator("dd").allInnerTexts()).toEqual([
      finding?.user,
      finding?.event,
      `${finding?.victim}, run 1`,
      expect.stringMatching(/^\+\d+\.\d{3} s\n.*op \d+$/),
    ]);
    await top.locator("button.copy").click();
    await expect.poll(() => top.locator("button.copy").innerText()).toBe("Copied");
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe(verdict.replay);
    const story = page.locator("#finding-1");
    expect(await story.locator("tr.wrong td.wrong").innerText()).toBe(
      `◀ ${finding?.event} of ${finding?.victim}'s run 1`,
    );
    await story.locator("summary", { hasText: "raw record" }).click();
    expect(await story.locator("pre mark").count()).toBeGreaterThan(0);
    expect(await said(page)).toContain(
      `${finding?.user} received ${finding?.event} of ${finding?.victim}'s run 1`,
    );
    expect(await painted(page, "fail")).toBeGreaterThan(200);
    expect(misdeeds).toEqual([]);
  });

  test("2,000 users with 20 events each: below 3 MB, one canvas, and a page that stays small", async () => {
    const text = report(passed, new Map(), largeCrowd(2_000, 4));
    expect(text.length).toBeLessThan(3_000_000);
    const { page, misdeeds } = await openReport(browser, text);
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

  test.for(ATTACKS)("%j stands in the page as text, wherever it came from", async (attack) => {
    const tale = crowdStory(
      {
        runs: 1,
        meanwhile: (story) => {
          story.event(attack, 1, "thinking", { to: "bo", data: { reasoning: attack } });
          story.event("bo", 1, attack, { data: { [attack]: attack } });
        },
      },
      { users: [attack, "bo"], sentinels: [`${attack} `], header: { seed: attack } },
    );
    const { page, misdeeds } = await openReport(browser, reported(tale).page);
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
    expect(await said(page)).toContain("bo received agent_thinking of");
    expect(await page.evaluate("typeof window.pwned")).toBe("undefined");
    expect(await page.evaluate("document.querySelectorAll('script, img, iframe').length")).toBe(2);
    expect(misdeeds).toEqual([]);
  });

  test("without its script the page still tells the whole story", async () => {
    const { page, misdeeds } = await openReport(browser, reported(leakStory()).page, {
      javaScriptEnabled: false,
    });
    expect(await page.locator("#finding-1 tr.wrong").innerText()).toContain(
      "agent_thinking of amy's run 1",
    );
    expect(await page.locator("noscript").innerText()).toContain("The stories above need none");
    expect(misdeeds).toEqual([]);
  });

  test("it is dark where the system is, and as the reader chooses, the picture too", async () => {
    const { page, misdeeds } = await openReport(browser, reported(leakStory()).page, {
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
    const { page, misdeeds } = await openReport(browser, reported(leakStory()).page, {
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

  test("all of it can be reached by keys", async () => {
    const { page, misdeeds } = await openReport(browser, reported(leakStory()).page);
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

  test("the picture begins where most of it happens, and says how much of the time that is", async () => {
    const late = tell({ users: ["amy", "bo", "cy", "dan"] }).open();
    for (const run of [1, 2, 3, 4]) {
      if (run === 4) late.wait(60_000);
      for (const user of run === 4 ? ["amy"] : ["amy", "bo", "cy", "dan"]) {
        late.start(user, run).events(user, run, "started thinking executing completed done");
        if (run === 1 && user === "amy") late.event("amy", 1, "thinking#2", { to: "bo" });
      }
    }
    const { page, misdeeds } = await openReport(browser, reported(late.finish()).page);
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
    const { page, misdeeds } = await openReport(browser, reported(tale.finish()).page);
    expect(await said(page)).toContain("amy closed by the server");
    expect(misdeeds).toEqual([]);
  });

  test("in a narrow window nothing is cut off: who, what, whose, the story, every guarantee", async () => {
    const { page, misdeeds } = await openReport(browser, reported(leakStory()).page, {
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

  test("in a narrow window long names stand beside each other, and not on top", async () => {
    const users = ["jameson-of-the-long-name-0003", "moriah-of-the-longer-name-0017"] as const;
    const tale = crowdStory(
      { runs: 1, meanwhile: (story) => story.event(users[0], 1, "thinking", { to: users[1] }) },
      { users },
    );
    const { page, misdeeds } = await openReport(browser, reported(tale).page, {
      viewport: { width: 400, height: 900 },
    });
    const spilt = await page.evaluate<readonly number[]>(
      `[...document.querySelectorAll("#finding-1 .timeline th")].map((one) => one.scrollWidth - one.clientWidth)`,
    );
    expect(spilt).toEqual([0, 0, 0, 0]);
    expect(misdeeds).toEqual([]);
  });

  test("an execution that never began has a page too", async () => {
    const { page, misdeeds } = await openReport(browser, report(broken, new Map(), null));
    expect(await page.locator("h1").innerText()).toBe(
      "Could not be judged: The config does not fit:",
    );
    expect(await page.locator("#crowd").count()).toBe(0);
    await page.locator("#theme").click();
    expect(await page.locator("#theme").innerText()).toBe("theme: light");
    expect(misdeeds).toEqual([]);
  });

  test("whoever does not see it hears what everything is: every control, table and picture has a name of its own", async () => {
    const { page } = await openReport(browser, reported(leakStory()).page);
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

  test("filters leave what they name: a guarantee, a kind of mark, a user with whom he met", async () => {
    const tale = crowdStory(
      { runs: 1, meanwhile: (story) => story.event("amy", 1, "thinking", { to: "bo" }) },
      { users: ["amy", "bo", "cy", "dan"] },
    );
    const { page } = await openReport(browser, reported(tale).page);
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
