import type { CrowdModel } from "./crowd-model.ts";
import type { Page, PageElement } from "./page.ts";
import type { Words } from "./words.ts";

export interface CrowdTables {
  /** The table of lanes, in the order in which they are shown. */
  lanes(order: readonly number[]): void;
  /** The table of one lane's marks. */
  lane(lane: number): void;
}

/** The same as the picture, for those who read: a hundred rows at a time. Only text is ever put in. */
export function tablesOf(
  { document }: Page,
  model: CrowdModel,
  words: Words,
  choose: (lane: number) => void,
): CrowdTables {
  const { payload, starts, run, kind, op, proves, sights } = model;

  function element(name: string, text: string, className = ""): PageElement {
    const made = document.createElement(name);
    made.textContent = text;
    if (className !== "") made.className = className;
    return made;
  }

  function row(...cells: readonly (PageElement | string | number)[]): PageElement {
    const made = document.createElement("tr");
    for (const cell of cells) {
      const place = element("td", "", typeof cell === "number" ? "number" : "");
      place.append(typeof cell === "number" ? String(cell) : cell);
      made.append(place);
    }
    return made;
  }

  /** A table with buttons for its pages. It fills itself when it is opened. */
  function paged(id: string, line: (at: number) => PageElement) {
    const details = document.getElementById(id);
    const body = details?.querySelector("tbody");
    const pages = details?.querySelector(".pages");
    let all: readonly number[] = [];
    let page = 0;
    const back = element("button", "◀ before");
    const on = element("button", "after ▶");
    const where = element("span", "");
    back.type = "button";
    on.type = "button";
    pages?.append(back, where, on);

    function show(): void {
      if (!details?.open || !body || !pages) return;
      const last = Math.max(0, Math.ceil(all.length / 100) - 1);
      page = Math.min(Math.max(0, page), last);
      const shown = all.slice(page * 100, page * 100 + 100);
      body.replaceChildren(...shown.map(line));
      pages.hidden = last === 0;
      where.textContent = ` ${page * 100 + 1} to ${page * 100 + shown.length} of ${all.length} `;
      back.disabled = page === 0;
      on.disabled = page === last;
    }

    back.addEventListener("click", () => {
      page -= 1;
      show();
    });
    on.addEventListener("click", () => {
      page += 1;
      show();
    });
    details?.addEventListener("toggle", show);
    return (items: readonly number[]): void => {
      all = items;
      page = 0;
      show();
    };
  }

  function laneLine(lane: number): PageElement {
    const runs = new Set<number>();
    let events = 0;
    let foreign = 0;
    for (let at = starts[lane] ?? 0; at < (starts[lane + 1] ?? 0); at += 1) {
      if (payload.kinds[kind[at] ?? 0]?.group === "event") events += 1;
      if (words.isForeign(at)) foreign += 1;
      else if ((run[at] ?? 0) !== 0) runs.add(run[at] ?? 0);
    }
    const found = sights.filter(({ lanes }) => lanes.has(lane)).map(({ finding }) => finding.title);
    const name = element("button", words.lane(lane), "link");
    name.type = "button";
    name.addEventListener("click", () => choose(lane));
    return row(
      name,
      payload.lanes.connection[lane] ?? 0,
      payload.lanes.role[lane] ?? "",
      runs.size,
      events,
      foreign,
      [...new Set(found)].join(", "),
    );
  }

  function markLine(mark: number): PageElement {
    const found = (proves.get(mark) ?? []).map((at) => sights[at]?.finding.title ?? "");
    const made = row(
      words.when(mark),
      op[mark] ?? 0,
      words.mark(mark),
      words.whose(mark),
      [...new Set(found)].join(", "),
    );
    if (words.isForeign(mark)) made.className = "wrong";
    return made;
  }

  const showLanes = paged("crowd-table", laneLine);
  const showMarks = paged("crowd-lane", markLine);
  return {
    lanes: showLanes,
    lane(lane) {
      const from = starts[lane] ?? 0;
      const to = starts[lane + 1] ?? 0;
      showMarks(Array.from({ length: to - from }, (_, at) => from + at));
    },
  };
}
