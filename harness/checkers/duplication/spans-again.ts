import type { ContractData } from "../../contract/contract.ts";
import { idIn, spanKey, type SpanRole, spanParts } from "../../contract/span-types.ts";
import type { Received } from "../scene/scene.ts";
import { type Copy, isCopy } from "./copy.ts";

/** A span all of which came again, after its end. */
export interface SpanAgain {
  readonly name: string;
  readonly id: string | null;
  /** In order of arrival; what follows its end with it, if that came again too. */
  readonly copies: readonly Copy[];
}

/**
 * Finds in a stream the spans that came again as a whole, such as a tool call that was sent twice. Only of those that
 * are told in pieces: the two ends of another one are as well two faults.
 */
export function spansAgain({
  spans,
}: Pick<ContractData, "spans">): (received: readonly Received[]) => readonly SpanAgain[] {
  const parts = spanParts(spans);

  function keyOf({ op: { event } }: Received): string | null {
    const part = parts.get(event.type);
    const key = part === undefined ? null : spanKey(event.data, part.rule);
    return key === null ? null : `${part?.span} ${key}`;
  }

  function roleOf({ op }: Received): SpanRole | undefined {
    return parts.get(op.event.type)?.does;
  }

  function isWhole(originals: readonly Received[], copies: readonly Copy[]): boolean {
    const end = originals.find((one) => roleOf(one) === "close");
    const [first] = copies;
    if (end === undefined || first === undefined || first.op.index < end.op.index) return false;
    const copied = new Set(copies.map(({ copyOf }) => copyOf));
    const own = originals.filter((one) => roleOf(one) !== "follow");
    const roles = new Set(own.map(roleOf));
    return roles.has("open") && roles.has("inside") && own.every((one) => copied.has(one));
  }

  return (received) => {
    const keys = new Set(received.filter(isCopy).map(keyOf));
    keys.delete(null);
    if (keys.size === 0) return [];
    const groups = Map.groupBy(received, keyOf);
    return [...keys].flatMap((key) => {
      const group = groups.get(key) ?? [];
      const copies = group.filter(isCopy);
      const originals = group.filter(({ copyOf }) => copyOf === null);
      const [first] = copies;
      const part = first === undefined ? undefined : parts.get(first.op.event.type);
      if (first === undefined || part === undefined || !isWhole(originals, copies)) return [];
      if (copies.some(({ copyKind }) => copyKind !== first.copyKind)) return [];
      return [{ name: part.span, id: idIn(first.op.event.data, part.rule.id), copies }];
    });
  };
}
