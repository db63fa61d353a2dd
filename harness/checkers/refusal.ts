/** Close codes with which a server says "you may not": RFC 6455, IANA's registry, and what is common in the field. */
const NOT_AUTHORISED_CODES: readonly number[] = [1008, 3000, 3003, 4001, 4003, 4401, 4403];

/** Close code "try again later". */
export const TRY_LATER = 1013;

/** Whether this close code is a proper answer to bad credentials. */
export function refusesByClose(code: number): boolean {
  return NOT_AUTHORISED_CODES.includes(code);
}

/** Whether this HTTP status, in place of an upgrade, is a proper answer to bad credentials. */
export function refusesByStatus(status: number): boolean {
  return status === 401 || status === 403;
}

/** Whether this HTTP status turns away for now, whoever asks. */
export function turnsAwayForNow(status: number): boolean {
  return status === 429 || status === 503;
}
