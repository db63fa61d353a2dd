/** The public door of the package. */
import "./run/demand-node.ts";
export type { CheckContext, Checker, CheckerFactory } from "./checkers/checker.ts";
export type { Place, Run, Scene } from "./checkers/scene/scene.ts";
export { agUi, type AgUiOptions } from "./contract/ag-ui.ts";
export { agentRun, type AgentRunOptions } from "./contract/agent-run.ts";
export type { Contract } from "./contract/contract.ts";
export { type ContractOptions, defineContract } from "./contract/define-contract.ts";
export type { Duration } from "./contract/duration.ts";
export { fiveEvents, type FiveEventsOptions } from "./contract/five-events.ts";
export {
  type Grammar,
  interleave,
  one,
  oneOf,
  optional,
  others,
  repeat,
  sequence,
  spans,
} from "./contract/grammar.ts";
export type {
  Dialect,
  Handshake,
  HttpCall,
  HttpPlace,
  Identity,
  Message,
  Opening,
  Outgoing,
  RunIntent,
  Transport,
} from "./dialects/dialect.ts";
export { agUiDialect, type AgUiDialectOptions } from "./dialects/ag-ui.ts";
export { json, type JsonOptions } from "./dialects/json.ts";
export { netra, type NetraOptions } from "./dialects/netra.ts";
export { socketIo, type SocketIoOptions } from "./dialects/socket-io.ts";
export type { ErrorCode } from "./errors/codes.ts";
export type { AgentEvent, Op } from "./history/op.ts";
export { type Config, defineConfig } from "./run/config.ts";
export { run } from "./run/run.ts";
export type { Finding, Observation } from "./verdict/finding.ts";
export type { Claim, GuaranteeName } from "./verdict/guarantee.ts";
export type { GuaranteeOutcome, Outcome } from "./verdict/outcome.ts";
export type { GuaranteeVerdict, Verdict } from "./verdict/verdict.ts";
export type { Waiver } from "./verdict/waiver.ts";
