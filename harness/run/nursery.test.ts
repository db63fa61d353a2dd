import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

/** Milliseconds after which a process that hangs is ended. */
const ENDED = 60_000;

/** Bytes of the nursery of a process that bounds it for so many users, and then keeps what it makes for a while. */
function nurseryFor(users: number): number {
  const file = new URL("nursery.ts", import.meta.url).href;
  const script = `
    import { getHeapSpaceStatistics } from "node:v8";
    import { boundNursery } from ${JSON.stringify(file)};
    const size = () => getHeapSpaceStatistics().find((one) => one.space_name === "new_space").space_size;
    let held = [];
    const work = (until) => {
      for (let at = 0; !until(at); at += 1) {
        held.push({ at, of: [at] });
        if (held.length > 200_000) held = held.slice(100_000);
      }
    };
    work(() => size() >= 16_000_000);
    const release = boundNursery(${users});
    work((at) => at > 3_000_000);
    console.log(size());
    release();`;
  const args = ["--input-type=module", "--eval", script];
  const { stdout, error } = spawnSync(process.execPath, args, { encoding: "utf8", timeout: ENDED });
  if (error) throw error;
  return Number(stdout);
}

test(
  "for many users the nursery stays as it is, and for few it grows as ever",
  { timeout: 3 * ENDED },
  () => {
    const [many, few] = [nurseryFor(10_000), nurseryFor(100)];
    expect(many).toBeGreaterThanOrEqual(16_000_000);
    expect(few).toBeGreaterThan(many);
  },
);
