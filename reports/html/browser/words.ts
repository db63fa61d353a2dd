import type { CrowdModel } from "./crowd-model.ts";

export interface Words {
  lane(lane: number): string;
  /** What happened, without who and when. */
  mark(mark: number): string;
  /** Whose run it speaks of, where that is known. */
  whose(mark: number): string;
  when(mark: number): string;
  /** Everything about a mark, as a sentence. */
  whole(mark: number): string;
  isForeign(mark: number): boolean;
}

/** How the crowd is spoken of. */
export function wordsOf(model: CrowdModel): Words {
  const { payload, laneOf, time, kind, owner, run, op, proves, sights } = model;

  function lane(at: number): string {
    const user = payload.users[payload.lanes.user[at] ?? -1];
    if (user !== undefined) return user;
    const probe = payload.lanes.probe[at];
    return probe ? `probe: ${probe} token` : "nobody of the plan";
  }

  function isForeign(mark: number): boolean {
    const self = payload.lanes.user[laneOf[mark] ?? 0] ?? -1;
    return (owner[mark] ?? -1) !== -1 && owner[mark] !== self;
  }

  function whose(mark: number): string {
    if ((owner[mark] ?? -1) === -1) return "";
    const name = payload.users[owner[mark] ?? -1] ?? "somebody";
    return isForeign(mark) ? `${name}'s run ${run[mark] ?? 0}` : `run ${run[mark] ?? 0}`;
  }

  function what(mark: number): string {
    const { group, name } = payload.kinds[kind[mark] ?? 0] ?? { group: "event", name: "?" };
    if (group === "event") return `received ${name}`;
    if (group === "frame") return `received ${name} frame`;
    if (group === "send") return `sent ${name}`;
    if (group === "open") return name === "open" ? "connected" : `connecting: ${name}`;
    return `closed ${name}`;
  }

  function when(mark: number): string {
    return `+${((time[mark] ?? 0) / 1000).toFixed(3)} s`;
  }

  return {
    when,
    lane,
    mark: what,
    whose,
    isForeign,
    whole(mark) {
      const about = whose(mark);
      const found = (proves.get(mark) ?? []).flatMap((at) => sights[at] ?? []);
      const told = found
        .slice(0, 2)
        .map(({ finding }) => ` ${finding.title}: ${finding.message}.`)
        .join("");
      const of = about === "" ? "" : isForeign(mark) ? ` of ${about}` : `, ${about}`;
      return `${when(mark)}: ${lane(laneOf[mark] ?? 0)} ${what(mark)}${of} (op ${op[mark] ?? ""}).${told}`;
    },
  };
}
