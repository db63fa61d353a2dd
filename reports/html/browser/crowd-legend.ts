import type { CrowdModel } from "./crowd-model.ts";
import type { Page, PageElement } from "./page.ts";

/** What the marks stand for, and how many there are of each kind. */
export function showLegend({ document }: Page, model: CrowdModel): void {
  const place = document.getElementById("crowd-legend");
  if (!place) return;

  function item(className: string, text: string): PageElement {
    const [entry, sign] = [document.createElement("span"), document.createElement("i")];
    sign.className = className;
    entry.append(sign, text);
    return entry;
  }

  const counts = new Map<number, number>();
  for (const kind of model.kind) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const entries = [...counts.keys()].toSorted((a, b) => a - b).slice(0, 16);
  place.replaceChildren(
    ...entries.map((at) => {
      // With thousands apart, as in the rest of the report.
      const count = String(counts.get(at) ?? 0).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
      const kind = model.payload.kinds[at];
      const group = kind?.group ?? "event";
      const sign = group === "event" ? `event e${at % 8}` : group;
      return item(`${sign}${kind?.amiss ? " amiss" : ""}`, `${kind?.words ?? "?"} (${count})`);
    }),
    ...(model.sights.length === 0
      ? []
      : [item("foreign", "of another user"), item("ring", "proves a finding")]),
  );
  place.hidden = false;
}
