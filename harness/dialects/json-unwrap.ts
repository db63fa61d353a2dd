import { type Fields, asId, isFields, isSaid } from "./json-fields.ts";
import { NO_JSON, parse, parseAll } from "./json-text.ts";

/** One message, and the envelopes that it came in. */
export interface Scope {
  readonly fields: Fields;
  /** Type that the envelope gave it, by the key that it stood under. */
  readonly keyedAs: string | null;
  readonly around: Scope | null;
  /** It shared its envelope with others, whose ids and numbers are not its own. */
  readonly shared: boolean;
}

/** `unknown`: JSON, and no message. `malformed`: no JSON, too deep, or more than is taken. */
export type Unwrapped = Scope | "unknown" | "malformed";

export interface UnwrapOptions {
  readonly type: (fields: Fields) => unknown;
  /** Null: this server puts no message into another. */
  readonly envelope: ((fields: Fields) => unknown) | null;
  /** Whether a message of this type is read as it is, so that no other is sought in it. */
  readonly isKnown: (type: string) => boolean;
}

/** Messages that are taken from one text. */
export const MAX_PARTS = 10_000;

/** Envelopes in envelopes: an outbox in a queue in a socket has three. */
const MAX_ENVELOPES = 4;

/** The messages of a text, in their order: one, a list, one a line, or inside envelopes. */
export function unwrapper(options: UnwrapOptions): (text: string) => readonly Unwrapped[] {
  const { type, envelope, isKnown } = options;

  return (text) => {
    const found: Unwrapped[] = [];

    /** Whether there is room for one more. */
    function take(message: Unwrapped): boolean {
      if (found.length > MAX_PARTS) return false;
      found.push(found.length === MAX_PARTS ? "malformed" : message);
      return true;
    }

    function each(
      items: readonly unknown[],
      around: Scope | null,
      keyedAs: string | null,
      depth: number,
    ): void {
      const messages = items.filter(isFields);
      if (messages.length === 0) take("unknown");
      for (const fields of messages) {
        if (found.length > MAX_PARTS) return;
        open({ fields, keyedAs, around, shared: true }, depth);
      }
    }

    function open(scope: Scope, depth: number): void {
      const own = typeOf(scope, type);
      const content =
        envelope === null || depth === MAX_ENVELOPES || (own !== null && isKnown(own))
          ? undefined
          : contentOf(envelope(scope.fields));
      if (Array.isArray(content)) return each(content, scope, null, depth + 1);
      if (!isFields(content)) return void take(scope);
      const inner: Scope = { fields: content, keyedAs: null, around: scope, shared: false };
      if (typeOf(inner, type) !== null || isSaid(envelope?.(content))) {
        return open(inner, depth + 1);
      }
      const lists = Object.entries(content);
      if (lists.length === 0 || !lists.every(([, items]) => Array.isArray(items))) {
        return void take(scope);
      }
      for (const [key, items] of lists) each(items as unknown[], scope, key, depth + 1);
    }

    for (const value of parseAll(text, MAX_PARTS)) {
      if (value === NO_JSON) take("malformed");
      else if (Array.isArray(value)) each(value, null, null, 0);
      else if (isFields(value)) {
        open({ fields: value, keyedAs: null, around: null, shared: false }, 0);
      } else take("unknown");
    }
    return found;
  };
}

export function typeOf({ fields, keyedAs }: Scope, type: UnwrapOptions["type"]): string | null {
  return asId(type(fields)) ?? keyedAs;
}

/** An envelope may hold its message as a text of JSON. */
function contentOf(value: unknown): unknown {
  return typeof value === "string" && /^\s*[{[]/.test(value) ? parse(value) : value;
}
