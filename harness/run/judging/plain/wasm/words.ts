import { ascii } from "./bytes";

export const TRUE = ascii("true");
export const FALSE = ascii("false");
export const NULL = ascii("null");

// What stands between the values of a line that the recorder wrote.
export const INDEX = ascii('{"index":');
export const TIME = ascii(',"time":');
export const TYPE = ascii(',"type":"');
export const EVENT = ascii('event","connection":');
export const SEND = ascii('send","connection":');
export const FRAME = ascii('frame","connection":');
export const USER = ascii(',"user":');
export const BYTES = ascii(',"bytes":');
export const CANARIES = ascii(',"canaries":[');
export const CLOSED = ascii("]");
export const TOLD = ascii(',"event":{"type":');
export const RUN = ascii(',"run":');
export const THREAD = ascii(',"thread":');
export const ID = ascii(',"id":');
export const SEQ = ascii(',"seq":');
export const AT = ascii(',"at":');
export const DATA = ascii(',"data":');
export const END = ascii("}");
export const TRUNCATED = ascii(',"truncated":true');
export const START = ascii(',"action":"start","run":');
export const CANARY = ascii(',"canary":');
export const SCHEDULED = ascii(',"scheduled":');
export const OK = ascii(',"outcome":"ok"}');
export const ACCEPTED = ascii(',"kind":"accepted","run":');
export const ANNOUNCED = ascii(',"subject":null,"session":null,"announced":');
export const TEXT = ascii(',"code":null,"text":');
