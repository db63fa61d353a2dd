const LIGHT = `
--paper: #ffffff; --page: #f6f7f9; --text: #1b1f27; --quiet: #5c6675; --line: #dfe3ea; --stripe: #f7f8fb;
--run: #e3e8f1; --run-next: #eceff5; --pass: #11733b; --pass-soft: #e3f4ea; --fail: #bf1830; --fail-soft: #fdeaec;
--unknown: #8a5a00; --unknown-soft: #fdf2dc; --focus: #1f5fd6; --mark: #ffe27a; --victim: #5b3fb8;
--event-0: #2f6fde; --event-1: #0f8f83; --event-2: #c77700; --event-3: #8a4fd0; --event-4: #2b8a3e;
--event-5: #b0568f; --event-6: #6b7a1f; --event-7: #4a6078; color-scheme: light;`;

const DARK = `
--paper: #171b22; --page: #0f1217; --text: #e7eaf0; --quiet: #9aa5b5; --line: #2e3541; --stripe: #1b2028;
--run: #2a3342; --run-next: #222a36; --pass: #5fd08c; --pass-soft: #14301f; --fail: #ff7083; --fail-soft: #3a171d;
--unknown: #f0b74a; --unknown-soft: #35280f; --focus: #7aa8ff; --mark: #6b5410; --victim: #b9a4ff;
--event-0: #7aa8ff; --event-1: #45cdbf; --event-2: #f0a93c; --event-3: #c39bff; --event-4: #72cf83;
--event-5: #ef9ccf; --event-6: #c1cf5c; --event-7: #a5bdd6; color-scheme: dark;`;

/** Light and dark: as the system has it, unless the reader chose. */
export const STYLE = `
:root {${LIGHT}}
@media (prefers-color-scheme: dark) { :root {${DARK}} }
:root[data-theme="light"] {${LIGHT}}
:root[data-theme="dark"] {${DARK}}
* { box-sizing: border-box; }
html { scroll-padding-top: 56px; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
nav { position: sticky; top: 0; z-index: 2; background: var(--paper); border-bottom: 1px solid var(--line); }
nav div { max-width: 1180px; margin: 0 auto; padding: 8px 24px; display: flex; gap: 18px; align-items: center; overflow-x: auto; }
nav b { letter-spacing: .02em; } nav a { color: var(--quiet); text-decoration: none; } nav a:hover { color: var(--text); text-decoration: underline; }
nav a, nav button { white-space: nowrap; } nav .count { color: var(--fail); font-weight: 600; } .stacked td:nth-child(2) { min-width: 320px; } nav button { margin-left: auto; }
main { max-width: 1180px; margin: 0 auto; padding: 20px 24px 80px; }
section { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 18px 22px; margin: 16px 0; }
h1 { font-size: 26px; line-height: 1.25; margin: 4px 0 10px; overflow-wrap: anywhere; } h2 { font-size: 18px; margin: 0 0 10px; }
.outcome { border-radius: 12px; padding: 20px 22px; border: 1px solid var(--line); border-left: 8px solid var(--quiet); background: var(--paper); }
.outcome.pass { border-left-color: var(--pass); background: var(--pass-soft); }
.outcome.fail { border-left-color: var(--fail); background: var(--fail-soft); }
.outcome.unknown { border-left-color: var(--unknown); background: var(--unknown-soft); }
.outcome .word { margin: 0; font-weight: 800; letter-spacing: .12em; font-size: 15px; }
.pass .word { color: var(--pass); } .fail .word { color: var(--fail); } .unknown .word { color: var(--unknown); }
.lead { margin: 0 0 10px; color: var(--quiet); } .quiet, small { color: var(--quiet); font-weight: 400; } small { font-size: 12px; }
.note { border-left: 4px solid var(--unknown); padding: 4px 10px; background: var(--unknown-soft); }
.facts { margin: 0; display: grid; grid-template-columns: repeat(auto-fit, minmax(420px, 1fr)); gap: 2px 28px; }
.facts div { display: grid; grid-template-columns: 108px 1fr; padding: 3px 0; } dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
.again { display: flex; gap: 12px; align-items: baseline; margin-top: 10px; } .again > span { color: var(--quiet); white-space: nowrap; }
.command { display: flex; flex: 1; min-width: 0; border: 1px solid var(--line); border-radius: 8px; background: var(--page); overflow: hidden; }
.command code { flex: 1; min-width: 0; padding: 6px 10px; white-space: pre-wrap; overflow-wrap: anywhere; } code span { display: inline-block; max-width: 100%; } .command button { border: 0; border-left: 1px solid var(--line); border-radius: 0; }
code, pre, kbd { font: 13px/1.45 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
pre { margin: 6px 0; padding: 10px; background: var(--page); border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 420px; overflow-y: auto; }
kbd { border: 1px solid var(--line); border-radius: 4px; padding: 0 4px; font-size: 12px; }
button, select, input { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 4px 10px; } button { cursor: pointer; } button:hover { border-color: var(--focus); } button:disabled { opacity: .5; cursor: default; }
button.link { border: 0; padding: 0; color: var(--focus); background: none; text-align: left; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; } caption { text-align: left; color: var(--quiet); padding-bottom: 4px; }
th { white-space: nowrap; text-align: left; font-weight: 600; color: var(--quiet); font-size: 13px; } th, td { padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; } tr:last-child td { border-bottom: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; padding-right: 18px; }
.badge { display: inline-block; border-radius: 6px; padding: 0 8px; font-size: 13px; font-weight: 600; white-space: nowrap; max-width: 100%; overflow: hidden; text-overflow: ellipsis; vertical-align: bottom; color: var(--quiet); background: var(--page); }
.badge.pass { color: var(--pass); background: var(--pass-soft); } .badge.fail { color: var(--fail); background: var(--fail-soft); } .badge.unknown { color: var(--unknown); background: var(--unknown-soft); }
.notes { color: var(--quiet); margin: 10px 0 0; padding-left: 18px; font-size: 14px; }
summary { cursor: pointer; overflow-wrap: anywhere; } details.finding { border-top: 1px solid var(--line); padding: 10px 0; } details.finding[open] > summary { margin-bottom: 10px; font-size: 17px; }
.glance { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 10px; margin: 0 0 8px; }
.glance div { border: 1px solid var(--line); border-radius: 10px; padding: 8px 12px; } .glance dd { font-weight: 600; font-size: 16px; } .glance dt { font-size: 12px; } .glance .victim { border-color: var(--victim); } .glance .victim dd { color: var(--victim); }
.glance dd small { display: block; font-variant-numeric: tabular-nums; } .outcome .glance { margin-top: 12px; } .outcome .glance div { background: var(--paper); } .outcome a { color: var(--focus); }
.glance + .quiet { margin: 0 0 10px; font-size: 13px; overflow-wrap: anywhere; }
.timeline { width: auto; min-width: 60%; margin: 4px 0 12px; } .timeline td, .timeline th { border-bottom: 0; padding: 3px 22px 3px 0; } .timeline td.number, .timeline th.number { font-size: 13px; color: var(--quiet); } .timeline th small { display: block; font-weight: 400; }
.timeline .thing, .timeline .line { position: relative; padding-left: 14px; min-width: 226px; border-left: 2px solid var(--line); } .timeline .thing::before { content: ""; position: absolute; left: -6px; top: 10px; width: 10px; height: 10px; border-radius: 50%; background: var(--quiet); }
.timeline .thing span { padding: 1px 0; } .timeline .foreign::before { background: var(--victim); border-radius: 0; transform: rotate(45deg); } .timeline .foreign { color: var(--victim); }
.timeline .thing.wrong::before { background: var(--fail); border-radius: 0; transform: rotate(45deg); top: 9px; width: 12px; height: 12px; left: -7px; } .timeline .thing.wrong { color: var(--fail); font-weight: 700; } .timeline tr.proof .thing { font-weight: 600; } .timeline tr.wrong { background: var(--fail-soft); }
.timeline .way::after { content: ""; position: absolute; left: 14px; right: 6px; top: 14px; border-top: 2px dashed var(--fail); } .timeline .way span { position: relative; z-index: 1; background: var(--fail-soft); color: var(--fail); padding-right: 8px; font-size: 13px; }
.timeline .way.right::before { content: ""; position: absolute; right: 0; top: 9px; border: 6px solid transparent; border-left-color: var(--fail); border-right: 0; z-index: 1; } .timeline .way.left::before { content: ""; position: absolute; left: 6px; top: 9px; border: 6px solid transparent; border-right-color: var(--fail); border-left: 0; z-index: 1; } .timeline .way.left span { float: right; padding: 0 0 0 8px; }
mark { background: var(--mark); color: inherit; border-radius: 3px; } figure { margin: 0; min-width: 0; } figcaption { color: var(--quiet); font-size: 14px; } .frames { margin: 8px 0; } .consequences ul { margin: 4px 0; }
.tools { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: center; margin-bottom: 8px; } .tools label { color: var(--quiet); font-size: 14px; } .tools select { max-width: 240px; } .group { display: inline-flex; gap: 4px; }
.crowd-view { overflow-y: auto; overflow-x: hidden; border: 1px solid var(--line); border-radius: 8px; min-height: 70px; } #crowd-canvas { position: sticky; top: 0; display: block; touch-action: pan-y; cursor: crosshair; } .said { min-height: 3em; margin: 8px 0 4px; } .keys { font-size: 13px; margin: 4px 0 10px; } #crowd details { margin: 6px 0; } .pages { margin: 6px 0; } #crowd-table td:first-child { min-width: 170px; } #crowd-table td:nth-child(3) { white-space: nowrap; } tr.wrong td { color: var(--fail); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 13px; color: var(--quiet); margin-bottom: 8px; } .legend span { display: inline-flex; align-items: center; gap: 6px; }
.legend i, .key i { display: inline-block; width: 10px; height: 10px; border-radius: 50%; background: var(--quiet); } .legend i.send { border-radius: 0; background: var(--text); clip-path: polygon(0 0, 100% 50%, 0 100%); } .legend i.frame { border-radius: 0; width: 6px; height: 6px; } .legend i.open, .legend i.close { border-radius: 0; width: 2px; height: 12px; } .legend i.amiss { background: var(--fail); } .legend i.foreign { border-radius: 0; transform: rotate(45deg); background: var(--fail); } .legend i.ring { background: none; border: 2px solid var(--fail); width: 12px; height: 12px; }
${Array.from({ length: 8 }, (_, at) => `.legend i.e${at} { background: var(--event-${at}); }`).join(" ")}
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(420px, 1fr)); gap: 18px; margin-top: 14px; } .chart { width: 100%; height: auto; display: block; } .chart .grid { stroke: var(--line); } .chart .tick { fill: var(--quiet); font-size: 13px; } .chart .end { text-anchor: end; } .chart .middle { text-anchor: middle; } .chart .bar { fill: var(--event-0); } .chart .curve { fill: none; stroke-width: 2; }
.chart .curve.p50 { stroke: var(--event-1); } .chart .curve.p95 { stroke: var(--event-0); } .chart .curve.max { stroke: var(--event-2); } .chart .dot.p50, .key .p50 { fill: var(--event-1); background: var(--event-1); } .chart .dot.p95, .key .p95 { fill: var(--event-0); background: var(--event-0); } .chart .dot.max, .key .max { fill: var(--event-2); background: var(--event-2); } .key { margin-left: 12px; } .key i { margin: 0 4px 0 10px; }
footer { color: var(--quiet); font-size: 13px; margin-top: 24px; }
@media (max-width: 620px) {
.facts, .charts { grid-template-columns: 1fr; } .facts div { grid-template-columns: 1fr; } main, nav div { padding-left: 12px; padding-right: 12px; }
nav div { gap: 14px; } section, .outcome { padding: 14px; } h1 { font-size: 21px; } .again { flex-direction: column; gap: 2px; } .again .command { width: 100%; flex: none; }
.glance { grid-template-columns: 1fr 1fr; } .glance dd { font-size: 14px; } .glance div { padding: 8px; }
.stacked thead { position: absolute; clip-path: inset(50%); } .stacked tr { display: grid; grid-template-columns: auto 1fr; gap: 2px 10px; padding: 8px 0; border-bottom: 1px solid var(--line); } .stacked td, .stacked td:nth-child(2) { border: 0; padding: 0; min-width: 0; } .stacked td:nth-child(2), .stacked td:nth-child(4) { grid-column: 1 / -1; } .stacked td:nth-child(3) { grid-area: 1 / 2; text-align: left; color: var(--quiet); }
.timeline { width: 100%; } .timeline td:nth-child(2), .timeline th:nth-child(2) { display: none; } .timeline td, .timeline th { padding-right: 4px; overflow-wrap: anywhere; } .timeline .thing, .timeline .line { min-width: 96px; font-size: 12px; padding-left: 11px; } .timeline td.number, .timeline th.number { font-size: 12px; } .timeline th { white-space: normal; }
.timeline:not(:has(th:nth-child(5))) { table-layout: fixed; } .timeline:not(:has(th:nth-child(5))) th:first-child { width: 64px; } .timeline .thing.wrong::before { left: -7px; }
.timeline:has(th:nth-child(5)) thead { position: absolute; clip-path: inset(50%); } .timeline:has(th:nth-child(5)) tr { display: grid; grid-template-columns: 78px 1fr; } .timeline:has(th:nth-child(5)) .line, .timeline:has(th:nth-child(5)) caption span { display: none; } .timeline:has(th:nth-child(5)) .thing { min-width: 0; } .timeline:has(th:nth-child(5)) .thing span::before { content: attr(data-user) " "; font-weight: 600; }
}
@media print {
:root, :root[data-theme] {${LIGHT}}
* { print-color-adjust: exact; } nav, .tools, .keys, button { display: none !important; } body { background: none; }
.crowd-view, #crowd-spacer { height: auto !important; } #crowd-canvas { width: 100% !important; height: auto !important; }
}
`;
