/** What a dialect of somebody's own is tested with: `quintet/conformance`. */
import "../run/demand-node.ts";
export type { DialectCases, DialectExample } from "./cases.ts";
export { assertDialect, checkDialect } from "./check-dialect.ts";
export type { DialectClaim, DialectFlaw } from "./flaw.ts";
