import { expect, test } from "vitest";
import { layCrowd } from "./lay-crowd.ts";

test("how many and for how long take each other's place, and all else stays", () => {
  const fixed = { users: 3, runsPerUser: 2, tabs: 2 };
  const soak = { users: 3, duration: "10m" } as const;
  expect(layCrowd(fixed, { duration: "1s" })).toEqual({ users: 3, tabs: 2, duration: "1s" });
  expect(layCrowd(soak, { runsPerUser: 4 })).toEqual({ users: 3, runsPerUser: 4 });
  expect(layCrowd(fixed, { users: 9 })).toEqual({ users: 9, runsPerUser: 2, tabs: 2 });
  expect(layCrowd(soak, { tabs: 2 })).toEqual({ users: 3, tabs: 2, duration: "10m" });
});
