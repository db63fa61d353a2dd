/** A text as a number: two lanes of 32 bits, mixed by multiplication, and 53 bits of them. Null: there is no text. */
export function markOf(id: string): number;
export function markOf(id: string | null): number | null;
export function markOf(id: string | null): number | null {
  if (id === null) return null;
  let high = 0xdead_beef;
  let low = 0x41c6_ce57;
  for (let at = 0; at < id.length; at += 1) {
    const unit = id.charCodeAt(at);
    high = Math.imul(high ^ unit, 2_654_435_761);
    low = Math.imul(low ^ unit, 1_597_334_677);
  }
  const upper =
    Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  const lower =
    Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(upper ^ (upper >>> 13), 3_266_489_909);
  return 4_294_967_296 * (upper & 0x1f_ffff) + (lower >>> 0);
}

/** 30 bits of a mark: a small integer, which costs no memory of its own as a key. */
export function shortened(mark: number): number {
  return mark & 0x3fff_ffff;
}
