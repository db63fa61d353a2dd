import { isHex } from "./value";

// Ids of runs as they were minted: see `run-id.ts` of the ownership.

const LENGTH: usize = 36;
const VERSION: usize = 14;
const VARIANT: usize = 19;
const USER: usize = 24;
const RUN: usize = 31;
const DASH: u8 = 0x2d;
const FOUR: u8 = 0x34;
/** The variant of a run's. */
const OF_RUN: u8 = 0x38;

/** Whether the text has the shape of a run's id, and the mark of this execution. */
export function isOwnRun(from: usize, to: usize, mark: u32): bool {
  if (to - from != LENGTH || load<u8>(from + VERSION) != FOUR) return false;
  if (load<u8>(from + VARIANT) != OF_RUN) return false;
  for (let at: usize = 0; at < LENGTH; at += 1) {
    const unit = load<u8>(from + at);
    const isDash = at == 8 || at == 13 || at == 18 || at == 23;
    if (isDash ? unit != DASH : !isHex(unit)) return false;
  }
  // Between the tag's digits stands a dash and the variant.
  return numberIn(from + 16, from + 18) * 0x1000 + numberIn(from + 20, from + 23) == mark;
}

/** Whether all of it is small letters and digits. */
export function isCanary(from: usize, to: usize): bool {
  for (let at = from; at < to; at += 1) {
    const unit = load<u8>(at);
    if (unit - 0x30 > 9 && unit - 0x61 > 25) return false;
  }
  return true;
}

/** The ordinal of its user. */
export function userOf(from: usize): u32 {
  return numberIn(from + USER, from + RUN);
}

/** Its own among those of its user. */
export function runOf(from: usize): i32 {
  return numberIn(from + RUN, from + LENGTH);
}

function numberIn(from: usize, to: usize): u32 {
  let number: u32 = 0;
  for (let at = from; at < to; at += 1) {
    const unit = <u32>load<u8>(at);
    number = number * 16 + (unit <= 0x39 ? unit - 0x30 : (unit | 0x20) - 0x57);
  }
  return number;
}
