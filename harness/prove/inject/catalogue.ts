import { bleedInError, cacheWithoutTenant, payloadSwap, staleRun } from "./bleeding.ts";
import { emptyText, noUserId, placeholder, runIdDrift } from "./content.ts";
import * as duplication from "./duplication.ts";
import { ghostAfterEnd, lateGhost, twoTerminals } from "./finality.ts";
import { noGoodbye } from "./goodbye.ts";
import { acceptAnyToken, wrongCode, wrongSubject } from "./identity.ts";
import type { Injection } from "./injection.ts";
import * as loss from "./loss.ts";
import * as misrouting from "./misrouting.ts";
import { batchByType, resultBeforeCall, seqSkip, swapNeighbours } from "./order.ts";
import { crossedCalls, openSpan, twoResults } from "./pairing.ts";
import { blockAll, clockBack, slowFirst, stall } from "./time.ts";

/** Every fault that can be put into a record. What depends on load or on a reconnect cannot. */
export const INJECTIONS: readonly Injection[] = [
  loss.dropMiddle,
  loss.dropTail,
  loss.dropTerminal,
  loss.blackHole,
  loss.closeMidRun,
  loss.newestOnly,
  loss.deafUser,
  duplication.dupSameId,
  duplication.dupNewId,
  duplication.dupLate,
  duplication.equivocate,
  duplication.twoEmitters,
  swapNeighbours,
  resultBeforeCall,
  batchByType,
  seqSkip,
  openSpan,
  twoResults,
  crossedCalls,
  ghostAfterEnd,
  lateGhost,
  twoTerminals,
  misrouting.misroute,
  misrouting.misrouteRewritten,
  misrouting.broadcastOne,
  payloadSwap,
  bleedInError,
  cacheWithoutTenant,
  misrouting.sentinelLeak,
  misrouting.idFolding,
  staleRun,
  loss.tabMissed,
  duplication.tabDoubled,
  stall,
  slowFirst,
  blockAll,
  clockBack,
  acceptAnyToken,
  wrongSubject,
  noGoodbye,
  wrongCode,
  emptyText,
  placeholder,
  runIdDrift,
  noUserId,
];
