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
  return (text) => {
    const values = parseAll(text, MAX_PARTS);
    const [only] = values;
    // By far the most are one object that is read as it is.
    if (values.length === 1 && isFields(only) && options.envelope === null) {
      return [{ fields: only, keyedAs: null, around: null, shared: false }];
    }
    const unwrapping = new Unwrapping(options);
    for (const value of values) unwrapping.take(value);
    return unwrapping.found;
  };
}

/** One text that is being taken apart. */
class Unwrapping {
  readonly found: Unwrapped[] = [];
  readonly #options: UnwrapOptions;

  constructor(options: UnwrapOptions) {
    this.#options = options;
  }

  take(value: unknown): void {
    if (value === NO_JSON) this.#add("malformed");
    else if (Array.isArray(value)) this.#each(value, null, null, 0);
    else if (isFields(value)) {
      this.#open({ fields: value, keyedAs: null, around: null, shared: false }, 0);
    } else this.#add("unknown");
  }

  #add(message: Unwrapped): void {
    if (this.found.length > MAX_PARTS) return;
    this.found.push(this.found.length === MAX_PARTS ? "malformed" : message);
  }

  #each(
    items: readonly unknown[],
    around: Scope | null,
    keyedAs: string | null,
    depth: number,
  ): void {
    const messages = items.filter(isFields);
    if (messages.length === 0) this.#add("unknown");
    for (const fields of messages) {
      if (this.found.length > MAX_PARTS) return;
      this.#open({ fields, keyedAs, around, shared: true }, depth);
    }
  }

  #open(scope: Scope, depth: number): void {
    const { type, envelope, isKnown } = this.#options;
    const own = typeOf(scope, type);
    const content =
      envelope === null || depth === MAX_ENVELOPES || (own !== null && isKnown(own))
        ? undefined
        : contentOf(envelope(scope.fields));
    if (Array.isArray(content)) return this.#each(content, scope, null, depth + 1);
    if (!isFields(content)) return this.#add(scope);
    const inner: Scope = { fields: content, keyedAs: null, around: scope, shared: false };
    if (typeOf(inner, type) !== null || isSaid(envelope?.(content))) {
      return this.#open(inner, depth + 1);
    }
    const lists = Object.entries(content);
    if (lists.length === 0 || !lists.every(([, items]) => Array.isArray(items))) {
      return this.#add(scope);
    }
    for (const [key, items] of lists) this.#each(items as unknown[], scope, key, depth + 1);
  }
}

export function typeOf({ fields, keyedAs }: Scope, type: UnwrapOptions["type"]): string | null {
  return asId(type(fields)) ?? keyedAs;
}

/** An envelope may hold its message as a text of JSON. */
function contentOf(value: unknown): unknown {
  return typeof value === "string" && /^\s*[{[]/.test(value) ? parse(value) : value;
}
