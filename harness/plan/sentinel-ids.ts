/**
 * Ids for idle users that nearly collide with an active user's: other case, one character more, a
 * prefix. A server that folds, cuts or matches ids loosely sends them what is not theirs; the first two forms, of
 * which a small crowd has to make do, meet what is most common: no case, and `startsWith`. Each is unique, and equal
 * to no user's.
 */
export function sentinelIds(users: readonly string[], count: number): readonly string[] {
  const taken = new Set(users);
  const ids: string[] = [];
  for (let ordinal = 0; ordinal < count; ordinal += 1) {
    const near = users[ordinal % users.length] ?? "idle";
    const forms = [near.toUpperCase(), `${near}0`, near.slice(0, -1)];
    const turned = [...forms.slice(ordinal % 3), ...forms.slice(0, ordinal % 3)];
    const id = turned.find((form) => !taken.has(form)) ?? `${near}0${ordinal}`;
    taken.add(id);
    ids.push(id);
  }
  return ids;
}
