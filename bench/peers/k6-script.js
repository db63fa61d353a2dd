// What somebody would write by hand to validate with k6; checks what artillery-hook.cjs checks.
import { b64encode } from "k6/encoding";
import { Counter } from "k6/metrics";
import ws from "k6/ws";

const ORDER = [
  "agent_started",
  "agent_thinking",
  "tool_executing",
  "tool_completed",
  "agent_completed",
];
const RUNS = Number(__ENV.BENCH_RUNS);
const USERS = Number(__ENV.BENCH_USERS);
const right = new Counter("bench_events");
const wrong = new Counter("bench_wrong");

export const options = {
  scenarios: {
    crowd: { executor: "per-vu-iterations", vus: USERS, iterations: 1, maxDuration: "5m" },
  },
};

export default function () {
  const user = `user-${__VU}`;
  const claims = b64encode(JSON.stringify({ sub: user }), "rawurl");
  const headers = { authorization: `Bearer e30.${claims}.none` };
  let [left, next, run, thread, good, bad] = [RUNS, 0, "", "", 0, 0];
  ws.connect(__ENV.BENCH_URL, { headers }, (socket) => {
    function start() {
      left -= 1;
      next = 0;
      // The server's event ids are a run's first 23 characters and a digit.
      run = `${String(__VU).padStart(8, "0")}-${String(left).padStart(14, "0")}`;
      thread = `thread-${run}`;
      const payload = { content: `what is the weather for ${run}?` };
      socket.send(
        JSON.stringify({ type: "user_message", run_id: run, thread_id: thread, payload }),
      );
    }
    socket.on("open", start);
    socket.on("message", (data) => {
      const event = JSON.parse(data);
      if (event.type === "connection_established" || event.type === "run_accepted") return;
      const due =
        event.type === ORDER[next] &&
        event.seq === next + 1 &&
        event.user_id === user &&
        event.run_id === run &&
        event.thread_id === thread;
      if (due) good += 1;
      else bad += 1;
      next += 1;
      if (event.type !== "agent_completed" || event.run_id !== run) return;
      if (left > 0) start();
      else socket.close();
    });
  });
  right.add(good);
  if (bad > 0) wrong.add(bad);
}

export function handleSummary({ metrics }) {
  const count = (name) => metrics[name]?.values.count ?? 0;
  const report = { "bench.events": count("bench_events"), "bench.wrong": count("bench_wrong") };
  return { [__ENV.BENCH_REPORT]: JSON.stringify(report) };
}
