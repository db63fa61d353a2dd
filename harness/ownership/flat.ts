/** What the characters read come to: were they put to no use, the engine would not read them at all. */
let read = 0;

/**
 * The same text in one piece. One that was put together holds on to all its parts until it is first read;
 * a crowd holds some of these for each of its users.
 */
export function flat(text: string): string {
  read ^= text.charCodeAt(0);
  return text;
}
