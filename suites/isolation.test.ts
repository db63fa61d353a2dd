import { expect, test } from "../fixtures/real-services.ts";
import { guarantee } from "./guarantee.ts";

test.for([25, 100])(
  "%i users see nothing of each other, and sentinels see nothing at all",
  async (users, { crowd }) => {
    // How fast it is, a busy machine cannot tell, and nobody asks here.
    const claims = { deadline: "watched" } as const;
    const execution = await crowd({ users, sentinels: 10, runsPerUser: 2, claims });
    expect(execution).toPass();
    expect(guarantee(execution, "isolation")).toMatchObject({ outcome: "pass", trials: users * 2 });
  },
);
