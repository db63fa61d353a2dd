import type { CrowdModel } from "./crowd-model.ts";
import type { CrowdParts } from "./crowd-parts.ts";
import type { Crowd } from "./crowd-view.ts";
import type { Page, PageElement } from "./page.ts";

export interface Parts extends CrowdParts {
  unpack(page: Page, text: string): Promise<CrowdModel>;
  showCrowd(page: Page, model: CrowdModel, parts: CrowdParts): Crowd | null;
}

/** Brings the page to life: theme, copy buttons, the crowd. Without it the page can still be read. */
export async function start(page: Page, parts: Parts): Promise<void> {
  const { document } = page;
  let crowd: Crowd | null = null;

  function theme(button: PageElement): void {
    const themes = ["auto", "light", "dark"];
    const root = document.documentElement;
    const name = (): string => root.dataset["theme"] ?? "auto";
    const tell = (): void => {
      button.textContent = `theme: ${name()}`;
    };
    button.hidden = false;
    tell();
    button.addEventListener("click", () => {
      root.dataset["theme"] = themes[(themes.indexOf(name()) + 1) % themes.length] ?? "auto";
      tell();
      crowd?.repaint();
    });
    page
      .matchMedia("(prefers-color-scheme: dark)")
      .addEventListener("change", () => crowd?.repaint());
  }

  /** Paper is light, whatever the screen is. */
  function printing(): void {
    const { dataset } = document.documentElement;
    let before = "auto";
    page.addEventListener("beforeprint", () => {
      before = dataset["theme"] ?? "auto";
      dataset["theme"] = "light";
      crowd?.repaint();
    });
    page.addEventListener("afterprint", () => {
      dataset["theme"] = before;
      crowd?.repaint();
    });
  }

  async function copy(text: string): Promise<boolean> {
    try {
      await page.navigator.clipboard?.writeText(text);
      return page.navigator.clipboard !== undefined;
    } catch {
      return false;
    }
  }

  /** Where a page may not copy, it marks the words, so that the reader can. */
  function copier(button: PageElement): void {
    const code = button.previousElementSibling;
    if (!code) return;
    const tell = (text: string): void => {
      button.textContent = text;
    };
    const select = (): void => {
      page.getSelection()?.selectAllChildren(code);
      tell("Selected");
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      void copy(code.textContent ?? "").then((copied) => (copied ? tell("Copied") : select()));
    });
    button.addEventListener("blur", () => tell("Copy"));
  }

  const switcher = document.getElementById("theme");
  if (switcher) theme(switcher);
  printing();
  for (const button of document.querySelectorAll("button.copy")) copier(button);
  const data = document.getElementById("crowd-data");
  if (!data) {
    document.documentElement.dataset["ready"] = "yes";
    return;
  }
  try {
    crowd = parts.showCrowd(page, await parts.unpack(page, data.textContent ?? ""), parts);
  } catch (thrown) {
    const said = document.getElementById("crowd-said");
    if (said) said.textContent = `The picture could not be unpacked: ${String(thrown)}`;
    return;
  }
  for (const button of document.querySelectorAll("button.to-crowd")) {
    button.hidden = false;
    button.addEventListener("click", () => crowd?.show(Number(button.dataset["finding"])));
  }
  document.documentElement.dataset["ready"] = "yes";
}
