/** The public door of the package. */
export { agentRun } from "./contract/agent-run.ts";
export type { Contract } from "./contract/contract.ts";
export { defineContract } from "./contract/define-contract.ts";
export type { Duration } from "./contract/duration.ts";
export { fiveEvents } from "./contract/five-events.ts";
export { type Grammar, one, oneOf, optional, repeat, sequence, spans } from "./contract/grammar.ts";
export type { Dialect, Handshake, Identity, Message, RunIntent } from "./dialects/dialect.ts";
export { json, type JsonOptions } from "./dialects/json.ts";
export type { ErrorCode } from "./errors/codes.ts";
export { type Config, defineConfig } from "./run/config.ts";
export { run } from "./run/run.ts";
export type { Finding } from "./verdict/finding.ts";
export type { Claim, GuaranteeName } from "./verdict/guarantee.ts";
export type { GuaranteeOutcome, Outcome } from "./verdict/outcome.ts";
export type { GuaranteeVerdict, Verdict } from "./verdict/verdict.ts";
