// What somebody would write by hand to validate with Artillery: each run's five events, in order, numbered, of
// this user, this run and this thread. The next run starts when one is over.
const { randomUUID } = require("node:crypto");
const { threadId } = require("node:worker_threads");

const ORDER = [
  "agent_started",
  "agent_thinking",
  "tool_executing",
  "tool_completed",
  "agent_completed",
];
const RUNS = Number(process.env.BENCH_RUNS);
let users = 0;

exports.connectAs = function connectAs(wsArgs, context, done) {
  users += 1;
  context.vars.user = `user-${threadId}-${users}`;
  const claims = Buffer.from(JSON.stringify({ sub: context.vars.user })).toString("base64url");
  wsArgs.options = {
    ...wsArgs.options,
    perMessageDeflate: false,
    headers: { authorization: `Bearer e30.${claims}.none` },
  };
  done();
};

exports.validateRuns = function validateRuns(context, ee, done) {
  const { ws } = context;
  const { user } = context.vars;
  let [left, next, right, wrong, over] = [RUNS, 0, 0, 0, false];
  let [run, thread] = ["", ""];

  function start() {
    left -= 1;
    next = 0;
    run = randomUUID();
    thread = randomUUID();
    const payload = { content: `what is the weather for ${run}?` };
    ws.send(JSON.stringify({ type: "user_message", run_id: run, thread_id: thread, payload }));
  }

  function finish(missing) {
    if (over) return;
    over = true;
    ee.emit("counter", "bench.events", right);
    if (wrong + missing > 0) ee.emit("counter", "bench.wrong", wrong + missing);
    done();
  }

  ws.on("message", (data) => {
    const event = JSON.parse(data);
    if (event.type === "connection_established" || event.type === "run_accepted") return;
    const due =
      event.type === ORDER[next] &&
      event.seq === next + 1 &&
      event.user_id === user &&
      event.run_id === run &&
      event.thread_id === thread;
    if (due) right += 1;
    else wrong += 1;
    next += 1;
    if (event.type !== "agent_completed" || event.run_id !== run) return;
    if (left > 0) start();
    else finish(0);
  });
  ws.on("close", () => finish(1));
  start();
};
