import { posix } from "node:path";
import { type Import, importsOf } from "./imports.ts";

export interface SourceFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** A room, and its floor. `apart` belongs to none: a mistake shared with the rest would cancel itself out. */
interface Room {
  readonly floor: 0 | 1 | 2 | 3 | 4 | 5 | "apart";
  readonly path: string;
}

/** Folders, or single files. The longest that fits is a file's room. */
const ROOMS: readonly Room[] = [
  ...rooms(0, "harness/contract", "harness/errors", "harness/history", "harness/ownership"),
  ...rooms(0, "harness/verdict"),
  ...rooms(1, "harness/checkers", "harness/dialects", "harness/plan", "reports"),
  ...rooms(2, "harness/crowd", "harness/recorder", "fixtures/services"),
  ...rooms(2, "harness/prove/inject"),
  ...rooms(3, "harness/run", "harness/prove", "harness/rehearsal"),
  ...rooms(
    4,
    "harness/cli",
    "harness/conformance",
    "harness/index.ts",
    "fixtures/real-services.ts",
  ),
  ...rooms(4, "reports/vitest-reporter.ts"),
  ...rooms(5, "suites", "bench", "harness/properties", "quintet.config.ts", "vitest.config.ts"),
  { floor: "apart", path: "fixtures/reference-server" },
];

/** What the server that stands apart may know of us. */
const SHARED_WITH_APART = "harness/contract/event-types.ts";

/** What `prove` may know of that server: the list of its faults and twins, and what must catch each of them. */
const CATALOGUES = /^fixtures\/reference-server\/(?:faults|twins)\/[\w-]+\.ts$/;

/** Packages a floor adds to those of the floors below it; from floor 4 on, any. */
const PACKAGES = [
  ["@standard-schema/spec"],
  ["@faker-js/faker", "valibot"],
  ["ws", "testcontainers", "p-limit", "socket.io-client"],
  [],
] as const;

/** Of node, floors 0 and 1 compute with these; named exports, where not all of them are pure. */
const PURE_BUILTINS: Readonly<Record<string, RegExp | null>> = {
  "node:buffer": null,
  "node:util": null,
  "node:zlib": null,
  "node:crypto": /^\s*(type\s*)?\{(?!.*\b(random|webcrypto|generate))[^}]*\}\s*$/s,
  "node:perf_hooks":
    /^\s*\{\s*(createHistogram|type \w+)(\s*,\s*(createHistogram|type \w+))*,?\s*\}\s*$/,
};

/** Clocks, chance and the outer world that need no import. */
const IMPURE =
  /\b(?:Date\.now\(|new Date\(\)|Math\.random\(|performance\.\w|process\.\w|crypto\.\w|set(?:Timeout|Interval|Immediate)\(|fetch\()/;

/** What breaks the floors, one sentence each. Nothing seen is a violation too. */
export function violations(files: readonly SourceFile[]): readonly string[] {
  if (files.length === 0) return ["no file was seen"];
  const seen = new Set(files.map(({ path }) => path));
  return files.flatMap((file) => {
    const room = roomOf(file.path);
    if (room === null) return [`${file.path} has no floor`];
    if (isTestFile(file.path)) return [];
    const problems = importsOf(file.text).flatMap((found) => problem(file.path, room, found, seen));
    const impure = isPure(room) ? IMPURE.exec(code(file.text)) : null;
    if (impure) problems.push(`uses ${impure[0]}, on floor ${room.floor}`);
    return problems.map((text) => `${file.path} ${text}`);
  });
}

function problem(
  path: string,
  room: Room,
  { from, names }: Import,
  seen: ReadonlySet<string>,
): readonly string[] {
  if (from === null) return loadsCode(room) ? [] : ["computes an import"];
  if (!from.startsWith(".")) return allowsPackage(room, from, names) ? [] : [`imports ${from}`];
  const target = posix.join(posix.dirname(path), from);
  if (isTestFile(target)) return [`imports ${target}, which is for tests`];
  const other = roomOf(target);
  if (other !== null && !seen.has(target)) return [`imports ${target}, which was not seen`];
  return allowsFile(room, other, target) ? [] : [`imports ${target}`];
}

/** `other` null: a file without a floor, such as `package.json`. */
function allowsFile(room: Room, other: Room | null, target: string): boolean {
  if (room.floor === 5) return true;
  if (other === null) return room.floor === 4 || room.floor === 3;
  if (room.path === other.path) return true;
  if (room.floor === "apart") return target === SHARED_WITH_APART;
  if (other.floor === "apart") return room.path === "harness/prove" && CATALOGUES.test(target);
  // Whoever proves or rehearses does it with whole executions, and those are conducted in one room.
  if (room.floor === 3 && other.path === "harness/run") return true;
  return room.floor === 0 ? other.floor === 0 : other.floor < room.floor;
}

function allowsPackage(room: Room, name: string, names: string): boolean {
  if (room.floor === 4 || room.floor === 5) return true;
  if (name.startsWith("node:")) {
    if (!isPure(room)) return true;
    const pure = Object.hasOwn(PURE_BUILTINS, name) ? PURE_BUILTINS[name] : undefined;
    return pure === null || (pure?.test(names) ?? false);
  }
  const allowed = room.floor === "apart" ? ["ws"] : PACKAGES.slice(0, room.floor + 1).flat();
  return allowed.some((known) => name === known || name.startsWith(`${known}/`));
}

/** From floor 3 on a config of the user's own may be loaded. */
function loadsCode({ floor }: Room): boolean {
  return floor === 3 || floor === 4 || floor === 5;
}

function isPure(room: Room): boolean {
  return room.floor === 0 || room.floor === 1;
}

function roomOf(path: string): Room | null {
  const fitting = ROOMS.filter((room) => path === room.path || path.startsWith(`${room.path}/`));
  if (fitting.length === 0) return isTestFile(path) ? { floor: 5, path } : null;
  return fitting.reduce((best, room) => (room.path.length > best.path.length ? room : best));
}

/** Tests are free to import what they like, so nothing but tests may import them. */
function isTestFile(path: string): boolean {
  return path.endsWith(".test.ts") || path.endsWith("/testing.ts") || path.includes("/testing/");
}

/** Without whole-line comments. */
function code(text: string): string {
  return text.replace(/^\s*(?:\/\*\*?|\*|\/\/).*$/gm, "");
}

function rooms(floor: Room["floor"], ...paths: readonly string[]): readonly Room[] {
  return paths.map((path) => ({ floor, path }));
}
