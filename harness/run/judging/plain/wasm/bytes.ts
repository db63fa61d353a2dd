/** Bytes that are looked for, with room behind them: their number, and the bytes themselves. */
@unmanaged
export class Word {
  length: u32 = 0;

  get bytes(): usize {
    return changetype<usize>(this) + BEHIND;
  }
}

const BEHIND: usize = 8;

/** What may be read beyond the end of bytes that are compared, eight at a time. */
const SLACK: usize = 8;

/** A copy of these bytes. */
export function wordOf(from: usize, length: u32): Word {
  const word = changetype<Word>(heap.alloc(BEHIND + length + SLACK));
  word.length = length;
  memory.copy(word.bytes, from, length);
  return word;
}

/** A text of ASCII. */
export function ascii(text: string): Word {
  const length = text.length;
  const word = changetype<Word>(heap.alloc(BEHIND + length + SLACK));
  word.length = length;
  for (let at = 0; at < length; at += 1) store<u8>(word.bytes + at, text.charCodeAt(at) as u8);
  return word;
}

/** Whether the same bytes stand at two places. Behind both there must be room. */
export function areSame(one: usize, other: usize, length: u32): bool {
  let left = length;
  while (left >= 8) {
    if (load<u64>(one) != load<u64>(other)) return false;
    one += 8;
    other += 8;
    left -= 8;
  }
  if (left == 0) return true;
  // The first byte in memory is the least of a number.
  return (load<u64>(one) ^ load<u64>(other)) << ((8 - left) * 8) == 0;
}
