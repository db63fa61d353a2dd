// The pictures of report.html in the docs: what a browser shows of the demo, faultless and with a leak.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const LEAK = JSON.stringify({ id: "misroute", seed: "report", rule: { rate: 0.03 } });

const folder = mkdtempSync(join(tmpdir(), "quintet-pictures-"));
const browser = await chromium.launch({
  executablePath: process.env["QUINTET_CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});

function executed(name, variables) {
  const out = join(folder, name);
  const demo = ["harness/cli/main.ts", "demo", "--seed", name, "--out", out];
  try {
    execFileSync(process.execPath, demo, {
      env: { ...process.env, ...variables },
      stdio: "ignore",
    });
  } catch {
    // A leak exits 1. Whether there is a report shows when it is opened.
  }
  return join(out, "report.html");
}

async function opened(file) {
  const page = await browser.newPage({
    viewport: { width: 1200, height: 860 },
    deviceScaleFactor: 1.5,
  });
  await page.goto(`file://${file}`);
  await page.waitForSelector("html[data-ready]");
  return page;
}

try {
  const pass = await opened(executed("pass", {}));
  await pass.screenshot({ path: "docs/images/report-pass.png" });
  const leak = await opened(executed("leak", { QUINTET_VARIANT: LEAK }));
  await leak.screenshot({ path: "docs/images/report-leak.png" });
  await leak.setViewportSize({ width: 1200, height: 1000 });
  await leak.evaluate("document.getElementById('crowd').scrollIntoView()");
  await leak.screenshot({ path: "docs/images/report-crowd.png" });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
