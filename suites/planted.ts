import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { inflateSync } from "node:zlib";

/** A secret that was planted somewhere, under the name of the place. */
export type Planted = Readonly<Record<string, string>>;

/** Something that an execution left: a file, or what it printed. */
export interface Left {
  readonly name: string;
  readonly text: string;
}

/** How a text may stand in another: as it is, in base64 of both alphabets, in a URL, behind JSON's escapes. */
export function spellings(secret: string): readonly (readonly [how: string, text: string])[] {
  const base64 = [0, 1, 2].map((before) => {
    const text = Buffer.from("-".repeat(before) + secret).toString("base64");
    // Characters that hold bits of the secret alone: what stands around it changes the others.
    const whole = Math.floor(((before + Buffer.byteLength(secret)) * 8) / 6);
    return [`base64 after ${before}`, text.slice(Math.ceil((before * 8) / 6), whole)] as const;
  });
  return [
    ["as it is", secret],
    ["percent-encoded", encodeURIComponent(secret)],
    ["escaped", JSON.stringify(secret).slice(1, -1)],
    ["escaped slashes", secret.replaceAll("/", "\\/")],
    ["escaped letters", escaped(secret)],
    ...base64,
    ...base64.map(
      ([how, text]) => [`${how}, url`, text.replaceAll("+", "-").replaceAll("/", "_")] as const,
    ),
  ];
}

/** Every character as `\u....`. */
export function escaped(text: string): string {
  return Array.from(
    text,
    (one) => `\\u${(one.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  ).join("");
}

/** Where planted secrets are found: "the cookie, in report.html (base64 after 1)". */
export function sightings(planted: Planted, left: readonly Left[]): readonly string[] {
  const needles = Object.entries(planted).flatMap(([name, secret]) =>
    spellings(secret).map(([how, text]) => ({ name, how, text })),
  );
  return left.flatMap(({ name: place, text }) => {
    const readings = layers(text);
    return needles
      .filter((needle) => readings.some((reading) => reading.includes(needle.text)))
      .map(({ name, how }) => `${name}, in ${place} (${how})`);
  });
}

/** A text, and what it becomes with one and with two layers of JSON's and HTML's escapes taken off. */
function layers(text: string): readonly string[] {
  const once = unescaped(text);
  return [text, once, unescaped(once)];
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

function unescaped(text: string): string {
  return text
    .replace(/\\(?:u([0-9a-f]{4})|(["\\/]))/gi, (_all, hex?: string, plain?: string) =>
      hex === undefined ? (plain ?? "") : String.fromCharCode(Number.parseInt(hex, 16)),
    )
    .replace(/&(?:#(\d+)|#x([0-9a-f]+)|(amp|lt|gt|quot));/gi, (all, ten, hex, name: string) => {
      if (name) return NAMED[name.toLowerCase()] ?? all;
      return String.fromCodePoint(ten ? Number(ten) : Number.parseInt(String(hex), 16));
    });
}

/** Every file below a folder, and of a report what is packed inside it. */
export async function filesBelow(folder: string): Promise<readonly Left[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map(async (entry): Promise<readonly Left[]> => {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    const text = await readFile(path, "latin1");
    return [
      { name, text },
      ...unpacked(text).map((inner) => ({ name: `${name}, unpacked`, text: inner })),
    ];
  });
  return (await Promise.all(texts)).flat();
}

/** What stands deflated, in base64, inside a page. */
export function unpacked(page: string): readonly string[] {
  return Array.from(page.matchAll(/[A-Za-z0-9+/]{64,}={0,2}/g)).flatMap(([text]) => {
    try {
      return [inflateSync(Buffer.from(text, "base64")).toString("latin1")];
    } catch {
      return [];
    }
  });
}
