import type { AgentEvent } from "../history/op.ts";

/** Ids as texts that are held already, so that what repeats them costs no memory of its own. */
export interface KnownNames {
  /** A run that was sent on this connection, whose events will name it. */
  expect(connection: number, names: Names): void;
  /** The same names, each as the text that stood last on this connection where it is equal to that. */
  recall(connection: number, names: Names): Names;
}

export type Names = Pick<AgentEvent, "run" | "thread" | "user">;

/** Memory: three references a connection. */
export function createKnownNames(): KnownNames {
  const last: (Names | undefined)[] = [];
  return {
    expect(connection, { run, thread, user }) {
      last[connection] = { run, thread, user };
    },
    recall(connection, names) {
      const known = last[connection];
      if (
        known !== undefined &&
        known.run === names.run &&
        known.thread === names.thread &&
        known.user === names.user
      ) {
        return known;
      }
      const { run, thread, user } = names;
      const next = {
        run: same(run, known?.run),
        thread: same(thread, known?.thread),
        user: same(user, known?.user),
      };
      last[connection] = next;
      return next;
    },
  };
}

/** Of two equal texts the one that is older. */
function same(text: string | null, known: string | null | undefined): string | null {
  return text === known ? known : text;
}
