/** A value as it stands in a source file: plain keys without quotes. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return quotedOrPlain(value);
  const entries = Object.entries(value).map(
    ([key, inner]) => `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key)}: ${literal(inner)}`,
  );
  const short = `{ ${entries.join(", ")} }`;
  if (entries.length === 0) return "{}";
  return short.length <= 70
    ? short
    : `{\n${entries.map((entry) => `  ${indent(entry)},`).join("\n")}\n}`;
}

function quotedOrPlain(value: unknown): string {
  return typeof value === "string" ? quoted(value) : JSON.stringify(value);
}

/** What a server said stands in a source file: nothing of it may end the text it stands in. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (one) =>
    one === "\u2028" ? "\\u2028" : "\\u2029",
  );
}

/** Two columns further in, but for the first line. */
export function indent(text: string): string {
  return text.replaceAll("\n", "\n  ");
}
