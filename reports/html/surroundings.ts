import type { Environment } from "../../harness/history/environment.ts";
import type { Verdict } from "../../harness/verdict/verdict.ts";
import { duration, grouped, list, plural } from "../figures.ts";
import { html, type Markup } from "./markup.ts";
import type { Recording } from "./recording.ts";
import { chart, path, steps, x, y } from "./svg.ts";

type Line = readonly [label: string, words: string];

/** The plan, the terms, where and when it was, and how well the harness itself kept up. */
export function surroundings(verdict: Verdict, recording: Recording | null): Markup {
  const health = ownHealth(verdict, recording);
  if (recording === null) return html`${health}`;
  return html`<section id="plan">
      <h2>Plan and terms</h2>
      ${listed(planLines(recording))}
    </section>
    <section id="environment">
      <h2>Environment</h2>
      ${listed(placeLines(recording))}
    </section>
    ${health}`;
}

function listed(lines: readonly Line[]): Markup {
  return html`<dl class="facts">
    ${lines.map(
      ([label, words]) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${words}</dd>
        </div>`,
    )}
  </dl>`;
}

function planLines({
  header: { plan, contract, dialect, claims, patience, linger },
}: Recording): readonly Line[] {
  const users = plan.users.filter(({ role }) => role === "user").length;
  const sentinels = plan.users.length - users;
  const claimed = (how: string): string =>
    list(Object.entries(claims).flatMap(([name, claim]) => (claim === how ? [name] : []))) ||
    "none";
  const limits = Object.entries(contract.deadlines).map(
    ([name, limit]) => `${name} within ${duration(limit)}`,
  );
  return [
    [
      "crowd",
      `${plural(users, "user")} with ${eachWords(plan)} and ${plural(plan.tabs, "connection")}, ${plural(sentinels, "sentinel")} who start nothing and must receive nothing`,
    ],
    ["schedule", `${plan.schedule}; ${plural(plan.overlap, "run")} open at once at the peak`],
    [
      "contract",
      `${contract.name}: ends in ${list([...contract.terminal.success]) || "nothing"}${contract.terminal.error.length === 0 ? "" : `, or fails in ${list([...contract.terminal.error])}`}`,
    ],
    ["limits", limits.length === 0 ? "none" : limits.join(", ")],
    [
      "own text",
      `must come back: ${contract.echo}; a run may know of earlier ones: ${contract.memory}`,
    ],
    [
      "dialect",
      `${dialect.name}; says ${list(Object.entries(dialect.provides).flatMap(([what, when]) => (when === "always" ? [what] : []))) || "nothing"} always`,
    ],
    [
      "patience",
      `${duration(patience)} before loss is called, ${duration(linger)} of watching after the end`,
    ],
    ["claimed", claimed("claimed")],
    ["watched", claimed("watched")],
  ];
}

function eachWords({ runsPerUser, runs, duration: soak }: Recording["header"]["plan"]): string {
  if (runsPerUser !== null) return `${plural(runsPerUser, "run")} each`;
  const together = runs === null ? "" : `, ${plural(runs, "run")} of all together,`;
  return `runs for ${duration(soak ?? 0)}${together}`;
}

function placeLines({ header }: Recording): readonly Line[] {
  const { target, environment } = header;
  return [
    ["target", `${target.url} (${target.kind})`],
    ...(target.engine === undefined ? [] : [["engine", target.engine] as const]),
    ["began", new Date(header.epoch).toISOString()],
    ["quintet", header.version],
    ...(environment ? machineLines(environment) : []),
    ["seed", header.seed],
    ["nonce", header.nonce],
    ["config", `${header.config} (SHA-256)`],
  ];
}

function machineLines({ node, os, cpu, cpus, memory }: Environment): readonly Line[] {
  return [
    ["node", node],
    ["system", os],
    ["processor", `${grouped(cpus)} × ${cpu}`],
    ["memory", `${(memory / 2 ** 30).toFixed(1)} GiB`],
  ];
}

const CURVES = [
  ["event loop p99", "p95", ({ delay }: Point) => delay],
  ["send lag", "p50", ({ sendLag }: Point) => sendLag],
  ["tick lag", "max", ({ tickLag }: Point) => tickLag],
] as const;

type Point = Recording["lanes"]["health"][number];

function ownHealth({ health }: Verdict, recording: Recording | null): Markup {
  const points = recording?.lanes.health ?? [];
  return html`<section id="health">
    <h2>The harness itself</h2>
    <p class="lead">What was late here was late with us, and not with the server.</p>
    ${listed([
      ["event loop", figure(health.eventLoopDelayP99Ms, (value) => `p99 of its delay ${value}`)],
      ["sending", figure(health.maxSendLagMs, (value) => `at most ${value} later than planned`)],
      ["ticking", figure(health.maxTickLagMs, (value) => `at most ${value} late`)],
      ...(points.length === 0
        ? []
        : [
            [
              "memory",
              `${grouped(Math.round(Math.max(...points.map(({ memory }) => memory)) / 2 ** 20))} MiB at most`,
            ] as const,
          ]),
    ])}
    ${points.length > 1 ? overTime(points) : null}
  </section>`;
}

function overTime(points: readonly Point[]): Markup {
  const end = points.at(-1)?.time ?? 1;
  const top = Math.max(1, ...points.flatMap((point) => CURVES.map(([, , pick]) => pick(point))));
  const picture = chart(
    {
      label: "lags of the harness over time",
      across: steps(end, 6).map((time) => ({ at: time / end, label: duration(time) })),
      up: steps(top, 4).map((value) => ({ at: value / top, label: duration(value) })),
    },
    CURVES.map(([, style, pick]) => {
      const at = points.map((point) => [point.time / end, pick(point) / top] as const);
      return html`<path
          class="curve ${style}"
          d="${path(at)}"
        />${at.map(([a, b]) => html`<circle class="dot ${style}" cx="${x(a)}" cy="${y(b)}" r="3" />`)}`;
    }),
  );
  return html`<div class="charts">
    <figure>
      <figcaption>
        Over time
        <span class="key"
          >${CURVES.map(([name, style]) => html`<i class="${style}"></i>${name} `)}</span
        >
      </figcaption>
      ${picture}
      <details>
        <summary aria-label="Lags of the harness over time, as a table">As a table</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">At</th>
              ${CURVES.map(([name]) => html`<th scope="col" class="number">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${points.map(
              (point) =>
                html`<tr>
                  <td>+${duration(point.time)}</td>
                  ${CURVES.map(([, , pick]) => html`<td class="number">${duration(pick(point))}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </details>
    </figure>
  </div>`;
}

function figure(value: number | null, said: (value: string) => string): string {
  return value === null ? "not measured" : said(duration(value));
}
