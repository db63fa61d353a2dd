/** What a dialect of somebody's own is tested with: `quintet/conformance`. */
export type { DialectCases, DialectExample } from "./cases.ts";
export { assertDialect, checkDialect } from "./check-dialect.ts";
export type { DialectClaim, DialectFlaw } from "./flaw.ts";
