import type { GuaranteeName } from "../../verdict/guarantee.ts";
import type { Script } from "./script.ts";
import type { Order } from "./server.ts";
import type { Delivery, Wire } from "./wire.ts";
import type { World } from "./world.ts";

/** Where a fault strikes; each taken round what there is. */
export interface Place {
  readonly run: number;
  readonly step: number;
  /** Another user, sentinels included. */
  readonly other: number;
  /** Share of a wait, 0 to 1. */
  readonly share: number;
  /** Only one of the tabs that are served. */
  readonly oneTab: boolean;
}

/** What a correct judge says of a fault: one root finding, and this one. */
export interface Expected {
  /** `guarantee/kind`, one of them. */
  readonly kinds: readonly `${GuaranteeName}/${string}`[];
  /** Who received what is wrong, one of them. */
  readonly users: readonly (string | null)[];
  readonly victim: string | null;
  readonly run: string | null;
  /** Event types, one of them; null: the run as a whole, or no event. */
  readonly events: readonly (string | null)[];
  /** The finding must quote one of these; none: it need not. */
  readonly guilty: readonly Delivery[];
  /** Several roots are right, all of these kinds: of whatever run and event, one each. */
  readonly several?: true;
}

/** What a fault knows of the execution that it strikes. */
export interface Ground {
  readonly world: World;
  readonly place: Place;
  /** Connections of a user, open or not, by his position in the plan. */
  connectionsOf(user: number): readonly number[];
}

/** And of the run. */
export interface Site extends Ground {
  readonly order: Order;
}

export interface Injection {
  readonly deliveries: readonly Delivery[];
  readonly expected: Expected;
}

/** One thing that goes wrong, once. */
export interface Fault {
  readonly id: string;
  /** Strikes the last run of a user, so that there is an earlier one. */
  readonly late?: true;
  /** The server goes on after a cancel. */
  readonly deaf?: true;
  /** Makes of a script one in which the fault can be expressed, and is no legal behaviour. */
  fit?(script: Script, place: Place): Script;
  /** Changes what is sent for the run that is struck; null: it cannot strike here. */
  strike?(deliveries: readonly Delivery[], site: Site): Injection | null;
  /** Changes the answer to a handshake; null: not this one. */
  greet?(welcome: Wire | null, site: Ground, connection: number): Greeting | null;
  /** Changes the answer to a bad token. */
  knock?(site: Ground): Knock;
  /** Changes how the server closes what it drains. */
  leave?(site: Ground): Injection;
}

export interface Greeting {
  readonly welcome: Wire | null;
  /** Further bytes in the answer to the handshake. */
  readonly header?: string;
  readonly expected: Expected;
}

export interface Knock {
  readonly answer: "admit" | { readonly status: number; readonly body: string };
  readonly expected: Expected;
}
