import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { onTestFinished } from "vitest";
import { emptyFolder } from "./cli.ts";

const PLACES = [
  process.env["QUINTET_CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** The browser of this machine; null: it has none. */
export const CHROMIUM = PLACES.find((path) => path !== undefined && existsSync(path)) ?? null;

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--no-first-run",
];

/** A browser with a fresh profile. */
export async function startChromium(): Promise<Browser> {
  if (CHROMIUM === null) throw new Error("There is no chromium here.");
  return await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
}

export interface Opened {
  readonly page: Page;
  /** What the page did that it must not: requests, dialogs, errors, refusals of its policy. */
  readonly misdeeds: readonly string[];
}

/** Opens a report from disk, as somebody would who double-clicks it. Ready when its picture is. */
export async function openReport(
  browser: Browser,
  text: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const file = join(await emptyFolder(), "report.html");
  await writeFile(file, text);
  const address = pathToFileURL(file).href;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const misdeeds: string[] = [];
  page.on("request", (request) => {
    if (request.url() !== address) misdeeds.push(`request ${request.url()}`);
  });
  page.on("dialog", (dialog) => {
    misdeeds.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("pageerror", ({ message }) => misdeeds.push(`error ${message}`));
  page.on("console", (message) => misdeeds.push(`console ${message.text()}`));
  await page.goto(address);
  if (options.javaScriptEnabled !== false) await page.waitForSelector("html[data-ready]");
  return { page, misdeeds };
}
