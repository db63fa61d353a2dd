import type { HistoryHeader } from "../../harness/history/header.ts";
import type { LaneData } from "./lanes/lane-data.ts";

/** What a report knows of an execution beside its verdict. */
export interface Recording {
  readonly header: HistoryHeader;
  readonly lanes: LaneData;
}
