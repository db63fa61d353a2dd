/** A number that stands for a text of ASCII: see `mark-of.ts` of the scene. */
export function markOf(from: usize, to: usize): f64 {
  let high: u32 = 0xdead_beef;
  let low: u32 = 0x41c6_ce57;
  for (let at = from; at < to; at += 1) {
    const unit = <u32>load<u8>(at);
    high = (high ^ unit) * 2_654_435_761;
    low = (low ^ unit) * 1_597_334_677;
  }
  const upper = ((high ^ (high >> 16)) * 2_246_822_507) ^ ((low ^ (low >> 13)) * 3_266_489_909);
  const lower = ((low ^ (low >> 16)) * 2_246_822_507) ^ ((upper ^ (upper >> 13)) * 3_266_489_909);
  return 4_294_967_296 * <f64>(upper & 0x1f_ffff) + <f64>lower;
}

/** Whether all of it is ASCII that can be seen or is a blank. */
export function isAscii(from: usize, to: usize): bool {
  for (let at = from; at < to; at += 1) if (load<u8>(at) > 0x7e) return false;
  return true;
}
