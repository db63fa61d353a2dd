import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { report } from "../reports/html/report.ts";
import { crowdStory, leakStory, reported } from "../reports/html/testing.ts";
import { broken } from "../reports/testing.ts";
import { CHROMIUM } from "./chromium.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { startForeignServer } from "./foreign-server.ts";
import { inBrowser, painted, said } from "./in-browser.ts";

/** Where nobody looks at what was skipped, a missing browser is a failure. */
test.runIf(process.env["CI"])("in CI there is a browser", () => {
  expect(CHROMIUM).not.toBeNull();
});

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

inBrowser("report.html tells what happened", (open) => {
  test("a passing run: the outcome in words, every guarantee, every lane, and nothing is fetched", async () => {
    const { verdict, text } = await executed(["demo", ...CROWD]);
    const { page, misdeeds } = await open(text);
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
    const { page, misdeeds } = await open(text, {
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
    const { page, misdeeds } = await open(reported(tale).page);
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
    expect(await said(page)).toContain("bo received agent_thinking of");
    expect(await page.evaluate("typeof window.pwned")).toBe("undefined");
    expect(await page.evaluate("document.querySelectorAll('script, img, iframe').length")).toBe(2);
    expect(misdeeds).toEqual([]);
  });

  test("without its script the page still tells the whole story", async () => {
    const { page, misdeeds } = await open(reported(leakStory()).page, {
      javaScriptEnabled: false,
    });
    expect(await page.locator("#finding-1 tr.wrong").innerText()).toContain(
      "agent_thinking of amy's run 1",
    );
    expect(await page.locator("noscript").innerText()).toContain("The stories above need none");
    expect(misdeeds).toEqual([]);
  });

  test("an execution that never began has a page too", async () => {
    const { page, misdeeds } = await open(report(broken, new Map(), null));
    expect(await page.locator("h1").innerText()).toBe(
      "Could not be judged: The config does not fit:",
    );
    expect(await page.locator("#crowd").count()).toBe(0);
    await page.locator("#theme").click();
    expect(await page.locator("#theme").innerText()).toBe("theme: light");
    expect(misdeeds).toEqual([]);
  });
});
