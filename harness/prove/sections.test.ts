import { expect, test } from "vitest";
import { FAULTS } from "../../fixtures/reference-server/faults/catalogue.ts";
import { TWINS } from "../../fixtures/reference-server/twins/catalogue.ts";
import { isGuarantee } from "../verdict/guarantee.ts";
import { HarnessError } from "../errors/harness-error.ts";
import { findFault, select } from "./sections.ts";

function refused(...only: readonly string[]): HarnessError | null {
  try {
    select(only);
    return null;
  } catch (error) {
    return error instanceof HarnessError ? error : null;
  }
}

const ids = (only: readonly string[] | null) => {
  const { faults, twins } = select(only);
  return { faults: faults.map(({ fault }) => fault.id), twins: twins.map(({ id }) => id) };
};

test("without names, the whole catalogue is tried, and what must wait is told", () => {
  const { whole, later } = select(null);
  expect(ids(null).faults.toSorted()).toEqual(FAULTS.map(({ id }) => id).toSorted());
  expect(ids(null).twins).toEqual(TWINS.map(({ id }) => id));
  expect(whole).toBe(true);
  expect(new Set(later.map(({ kind }) => kind))).toEqual(new Set(["fault", "twin"]));
});

test("no id stands twice, and what must catch a fault is a guarantee that there is", () => {
  const { later } = select(null);
  const all = [...FAULTS, ...TWINS, ...later].map(({ id }) => id);
  expect(new Set(all).size).toBe(all.length);
  for (const { caughtBy, also = [], consequences, beside = [] } of FAULTS) {
    expect(caughtBy.length).toBeGreaterThan(0);
    const named = [...caughtBy, ...also, ...consequences, ...beside].map(
      ({ guarantee }) => guarantee,
    );
    expect(named.filter((name) => !isGuarantee(name))).toEqual([]);
  }
});

test("by name: single ones, sections, twins, in the order of the catalogue", () => {
  expect(ids(["slow", "drop-tail", "drop-middle"])).toEqual({
    faults: ["drop-middle", "drop-tail"],
    twins: ["slow"],
  });
  expect(ids(["content"]).faults).toContain("empty-text");
  expect(ids(["twins"])).toEqual({ faults: [], twins: TWINS.map(({ id }) => id) });
  expect(select(["twins"])).toMatchObject({ whole: false, later: [] });
});

test("what there is not, or not yet, is told with what there is", () => {
  expect(refused("drop-midle")).toMatchObject({
    code: "bad-usage",
    message: 'There is no fault "drop-midle".',
    hint: expect.stringContaining("drop-middle") as string,
  });
  expect(refused()).toMatchObject({
    code: "bad-usage",
    message: "--only names nothing.",
    hint: expect.stringContaining("drop-middle") as string,
  });
  expect(refused("resume-skip")?.message).toBe(
    '"resume-skip" cannot be shown yet: it needs a crowd that resumes.',
  );
});

test("a fault is found by its id", () => {
  expect(findFault("misroute").id).toBe("misroute");
  expect(() => findFault("resume-skip")).toThrow("cannot be shown yet");
});

test.each(["loss", "slow", "misrout"])("%s is no single fault", (id) => {
  expect(() => findFault(id)).toThrow(`There is no fault "${id}"`);
});
