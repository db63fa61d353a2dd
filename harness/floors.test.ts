import { globSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { describe, expect, test } from "vitest";
import { type SourceFile, violations } from "./testing/floors.ts";
import { importsOf } from "./testing/imports.ts";

const ROOT = join(import.meta.dirname, "..");
const SOURCES = ["*.ts", "{harness,fixtures,reports,suites,bench}/**/*.ts"];

/** What is WebAssembly is another language, and can import nothing but itself. */
const OTHERS = ["**/node_modules/**", "**/wasm/**"];

function sources(): readonly SourceFile[] {
  return globSync(SOURCES, { cwd: ROOT, exclude: OTHERS }).map((path) => ({
    path: path.split(sep).join("/"),
    text: readFileSync(join(ROOT, path), "utf8"),
  }));
}

/** What a single file of this text, at this place, breaks. The files that it may import are there. */
function broken(path: string, text: string): readonly string[] {
  const others = [
    "harness/contract/event-types.ts",
    "harness/errors/harness-error.ts",
    "harness/history/op.ts",
    "harness/history/testing.ts",
    "harness/checkers/order.ts",
    "harness/plan/plan.ts",
    "harness/crowd/crowd.ts",
    "harness/recorder/recorder.ts",
    "fixtures/services/service.ts",
    "fixtures/reference-server/main.ts",
    "harness/run/conduct.ts",
    "harness/index.ts",
  ].map((other) => ({ path: other, text: "" }));
  return violations([...others, { path, text }]);
}

describe("the floors of this repository", () => {
  test("hold", () => {
    expect(violations(sources())).toEqual([]);
  });

  test("were really walked: files of every kind, and their imports", () => {
    const files = sources();
    const paths = files.map(({ path }) => path);
    expect(paths).toContain("harness/history/op.ts");
    expect(paths).toContain("harness/floors.test.ts");
    expect(paths).toContain("fixtures/reference-server/main.ts");
    expect(paths).toContain("quintet.config.ts");
    const codec = files.find(({ path }) => path === "harness/history/codec.ts");
    expect(importsOf(codec?.text ?? "").map(({ from }) => from)).toEqual([
      "../verdict/guarantee.ts",
      "./header.ts",
      "./header-shape.ts",
      "./op.ts",
      "./op-shapes.ts",
      "./shape.ts",
    ]);
  });
});

describe("the floors are broken by", () => {
  test("no file seen at all", () => {
    expect(violations([])).toEqual(["no file was seen"]);
  });

  test.each([
    ["a room that nobody gave a floor", "harness/utils/misc.ts", "", "has no floor"],
    ["a file outside all rooms", "harness/loose.ts", "", "has no floor"],
    [
      "vocabulary that knows a checker",
      "harness/history/new.ts",
      'import { order } from "../checkers/order.ts";',
      "imports harness/checkers/order.ts",
    ],
    [
      "a type alone",
      "harness/history/new.ts",
      'import type { Order } from "../checkers/order.ts";',
      "imports harness/checkers/order.ts",
    ],
    [
      "a re-export",
      "harness/history/new.ts",
      'export * from "../checkers/order.ts";',
      "imports harness/checkers/order.ts",
    ],
    [
      "an import over several lines",
      "harness/history/new.ts",
      'import {\n  a,\n  type B,\n} from "../checkers/order.ts";',
      "imports harness/checkers/order.ts",
    ],
    [
      "a dynamic import",
      "harness/history/new.ts",
      'const late = () => import("../checkers/order.ts");',
      "imports harness/checkers/order.ts",
    ],
    [
      "a computed import",
      "harness/checkers/new.ts",
      "export const load = (name: string) => import(`./${name}.ts`);",
      "computes an import",
    ],
    [
      "a pure room that knows another",
      "harness/checkers/new.ts",
      'import { plan } from "../plan/plan.ts";',
      "imports harness/plan/plan.ts",
    ],
    [
      "two rooms with effects that know each other",
      "harness/recorder/new.ts",
      'import { crowd } from "../crowd/crowd.ts";',
      "imports harness/crowd/crowd.ts",
    ],
    [
      "services that know the recorder",
      "fixtures/services/new.ts",
      'import { recorder } from "../../harness/recorder/recorder.ts";',
      "imports harness/recorder/recorder.ts",
    ],
    [
      "an effect that knows its conductor",
      "harness/crowd/new.ts",
      'import { conduct } from "../run/conduct.ts";',
      "imports harness/run/conduct.ts",
    ],
    [
      "the conductor that knows the public door",
      "harness/run/new.ts",
      'import { run } from "../index.ts";',
      "imports harness/index.ts",
    ],
    [
      "a reference server that knows more than the names of events",
      "fixtures/reference-server/new.ts",
      'import { HarnessError } from "../../harness/errors/harness-error.ts";',
      "imports harness/errors/harness-error.ts",
    ],
    [
      "a product that knows the reference server",
      "harness/run/new.ts",
      'import { main } from "../../fixtures/reference-server/main.ts";',
      "imports fixtures/reference-server/main.ts",
    ],
    [
      "a product that reaches through a test's helper",
      "harness/checkers/new.ts",
      'import { sampleHeader } from "../history/testing.ts";',
      "imports harness/history/testing.ts, which is for tests",
    ],
    [
      "an import of what was not walked",
      "harness/checkers/new.ts",
      'import { gone } from "../history/gone.ts";',
      "imports harness/history/gone.ts, which was not seen",
    ],
    [
      "a socket in a pure room",
      "harness/dialects/new.ts",
      'import WebSocket from "ws";',
      "imports ws",
    ],
    ["a file read in a pure room", "reports/new.ts", 'import "node:fs";', "imports node:fs"],
    [
      "chance in a pure room",
      "harness/plan/new.ts",
      'import { createHash, randomBytes } from "node:crypto";',
      "imports node:crypto",
    ],
    [
      "a clock in a pure room",
      "harness/checkers/new.ts",
      'import { createHistogram, performance } from "node:perf_hooks";',
      "imports node:perf_hooks",
    ],
    [
      "a clock that needs no import",
      "harness/checkers/new.ts",
      "const now = Date.now();",
      "uses Date.now(, on floor 1",
    ],
    [
      "a command line in a room with effects",
      "harness/crowd/new.ts",
      'import { Command } from "commander";',
      "imports commander",
    ],
    [
      "a package in the server that stands apart",
      "fixtures/reference-server/new.ts",
      'import * as v from "valibot";',
      "imports valibot",
    ],
  ])("%s", (_what, path, text, problem) => {
    expect(broken(path, text)).toEqual([`${path} ${problem}`]);
  });
});

describe("the floors are kept by", () => {
  test.each([
    [
      "harness/checkers/new.ts",
      'import type { Op } from "../history/op.ts";\nimport "./order.ts";',
    ],
    ["harness/checkers/new.ts", 'import { createHistogram } from "node:perf_hooks";'],
    [
      "harness/checkers/new.ts",
      'import { createHistogram, type Histogram } from "node:perf_hooks";',
    ],
    ["harness/plan/new.ts", 'import { createHash } from "node:crypto";'],
    ["harness/plan/new.ts", 'import { faker } from "@faker-js/faker/locale/de";'],
    [
      "harness/crowd/new.ts",
      'import WebSocket from "ws";\nimport { plan } from "../plan/plan.ts";',
    ],
    ["harness/crowd/new.ts", "const now = Date.now();"],
    ["harness/run/new.ts", 'import "../crowd/crowd.ts";\nimport "../recorder/recorder.ts";'],
    ["harness/run/new.ts", 'import data from "../../package.json" with { type: "json" };'],
    ["harness/cli/new.ts", 'import { conduct } from "../run/conduct.ts";\nimport "commander";'],
    [
      "fixtures/real-services.ts",
      'import { test } from "vitest";\nimport "./services/service.ts";',
    ],
    ["fixtures/reference-server/new.ts", 'import "../../harness/contract/event-types.ts";'],
    ["fixtures/reference-server/new.ts", 'import "node:http";\nimport "ws";\nimport "./main.ts";'],
    [
      "harness/checkers/new.ts",
      '/**\n * import { run } from "../run/conduct.ts";\n * Date.now()\n */',
    ],
    ["harness/history/new.test.ts", 'import "../run/conduct.ts";\nimport "node:fs";'],
    ["suites/new.test.ts", 'import "../harness/run/conduct.ts";\nimport "./other.ts";'],
  ])("%s with %j", (path, text) => {
    expect(broken(path, text)).toEqual([]);
  });
});
