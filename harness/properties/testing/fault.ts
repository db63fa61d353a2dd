import type { GuaranteeName } from "../../verdict/guarantee.ts";
import type { Step } from "./agent.ts";
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

/** What a correct judge says of a fault. */
export interface Expected {
  /** `guarantee/kind`, one of them. */
  readonly kinds: readonly `${GuaranteeName}/${string}`[];
  readonly user: string | null;
  readonly victim?: string | null;
  readonly run: string | null;
  /** Event types, one of them; null: the run as a whole, or no event. */
  readonly events: readonly (string | null)[];
  /** What was wrongly sent: the finding must quote one of these. None: it must quote the run's send. */
  readonly guilty: readonly Delivery[];
  /** Several roots are right, all of this kind: one for each reader, run or copy. */
  readonly several?: true;
}

/** What a fault knows of where it strikes. */
export interface Site {
  readonly world: World;
  readonly place: Place;
  readonly order: Order;
  /** Connections of a user, open or not, by his position in the plan. */
  connectionsOf(user: number): readonly number[];
}

export interface Injection {
  readonly deliveries: readonly Delivery[];
  readonly expected: Expected;
}

/** One thing that goes wrong, once. */
export interface Fault {
  readonly id: string;
  /** Makes of any script one in which the fault can be expressed, and is no legal behaviour. */
  fit?(script: Script, place: Place): Script;
  /** Changes what the agent does in the run that is struck, before it is numbered. */
  steps?(steps: readonly Step[], place: Place): readonly Step[];
  /** Changes what is sent for that run; null: it cannot strike here. */
  strike?(deliveries: readonly Delivery[], site: Site): Injection | null;
  /** Changes a welcome; null: not this one. */
  greet?(welcome: Wire | null, site: Omit<Site, "order">, connection: number): Greeting | null;
  /** Changes the answer to a bad token. */
  knock?(site: Omit<Site, "order">): Knock;
  /** Something goes wrong when all is over: closes come with these reasons. */
  leave?(site: Omit<Site, "order">): Injection;
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
