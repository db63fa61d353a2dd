import { type Fields, type Path, isFields, isSaid, reader } from "./json-fields.ts";

/** What stands for the message itself as a path of its payload. */
const FLAT = ".";

/** Reads an event's payload; `envelope` are the paths of all that is told apart from it. */
export function payloadReader(path: Path, envelope: readonly Path[]): (fields: Fields) => Fields {
  const readers = [path].flat().map((one) => (one === FLAT ? flat(envelope) : reader(one)));
  return (fields) => {
    for (const read of readers) {
      const value = read(fields);
      if (isSaid(value)) return asPayload(value);
    }
    return {};
  };
}

/** A payload that is no object is kept under `value`, so that it is still seen. */
function asPayload(value: unknown): Fields {
  return isFields(value) ? value : { value };
}

/** The message without its envelope: else equal payloads under two ids would never look equal. */
function flat(envelope: readonly Path[]): (fields: Fields) => Fields {
  const keys = new Set(envelope.flat());
  return (fields) => Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.has(key)));
}
