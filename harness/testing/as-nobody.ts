/** User number of `nobody` on most systems: one that owns nothing. */
const NOBODY = 65_534;

/** Does it as somebody who may not read whatever he likes, as root may; who is not root does it as he is. */
export async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return await work();
  process.seteuid?.(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
