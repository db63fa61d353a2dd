import type { Op } from "../../history/op.ts";
import type { Random } from "../../plan/random.ts";
import type { GuaranteeName } from "../../verdict/guarantee.ts";
import type { Scene } from "./scene.ts";

/** One kind of fault, and how it would have looked in this history. Pure: chance is handed in. */
export interface Injection {
  /** The same as of the fault in the reference server. */
  readonly id: string;
  /** One line: what breaks. */
  readonly breaks: string;
  /** Any one of these must tell of it. */
  readonly must: readonly Conviction[];
  /** What else may be said of the same fault, without being a false alarm. */
  readonly along?: readonly Conviction[];
  apply(scene: Scene, random: Random): Injected | Impossible;
}

/** A guarantee and a kind; kind null: any of it. */
export interface Conviction {
  readonly guarantee: GuaranteeName;
  readonly kind: string | null;
}

/** Why a fault cannot be expressed, in a user's words. */
export interface Impossible {
  readonly impossible: string;
  /** What to change, so that it can be; null: there is nothing to change. */
  readonly advice: string | null;
}

export interface Injected {
  readonly ops: readonly Op[];
  readonly firing: Firing;
  /** Why nothing could tell of it at this place, by contract and dialect alone; null or absent: it must be told. */
  readonly blind?: Blind | null;
  /** Fewer than the injection's own `must`, where this place allows for no doubt. */
  readonly must?: readonly Conviction[];
}

/** Why a fault cannot be seen, and what to change, so that it can be. */
export interface Blind {
  readonly why: string;
  readonly advice: string;
}

/** Where it fired. Null: anybody, any run, any event; a fault without a user concerns everybody. */
export interface Firing {
  /** Whose connection shows it. */
  readonly user: string | null;
  /** The run that is broken; for a leak the victim's. */
  readonly run: string | null;
  readonly victim: string | null;
  readonly event: string | null;
}

/** `completeness/hole`, or `order` for all kinds of it. */
export function convictions(...names: readonly string[]): readonly Conviction[] {
  return names.map((name) => {
    const [guarantee = "", kind = null] = name.split("/");
    return { guarantee: guarantee as GuaranteeName, kind };
  });
}

export function impossible(reason: string, advice: string | null = null): Impossible {
  return { impossible: reason, advice };
}
