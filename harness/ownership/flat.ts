/**
 * The same text in one piece. One that was put together holds on to all its parts until it is first read;
 * a crowd holds some of these for each of its users.
 */
export function flat(text: string): string {
  text.charCodeAt(0);
  return text;
}
