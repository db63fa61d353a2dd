import { cut } from "./cut.ts";
import { createDraft } from "./draft.ts";
import { convictions, type Injection } from "./injection.ts";
import { lacking, pick } from "./places.ts";

export const noGoodbye: Injection = {
  id: "no-goodbye",
  breaks: "the server ends a connection without a close frame",
  must: convictions("connection/abnormal-close"),
  apply(scene, random) {
    const { closing } = scene;
    const seat = pick(
      random,
      scene.seats.filter(({ role }) => role === "user"),
    );
    if (closing === null || seat === undefined) {
      return lacking(scene, "no connection was open to the end");
    }
    const draft = createDraft(scene);
    // After the last run, so that nothing else breaks.
    cut(draft, scene, seat, closing - EARLY, { code: 1006, by: "network" });
    const firing = { user: seat.user, run: null, victim: null, event: null };
    return { ops: draft.seal(), firing };
  },
};

/** Milliseconds before we should have closed it ourselves. */
const EARLY = 1;
