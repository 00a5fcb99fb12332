/** The style of what the page is about: verdicts, failures, requirements, cases. */
export const PARTS = `
.chip, .count { display: inline-block; white-space: nowrap; font-size: .8rem; line-height: 1.45; }
.chip { padding: 0 .5em; border-radius: .75em; white-space: normal; border: 1px solid transparent; }
.chip b { font-weight: 600; }
.chip.pass::before { content: '✓ '; content: '✓ ' / ''; } .chip.fail::before { content: '✗ '; content: '✗ ' / ''; }
.chip.warn::before { content: '! '; content: '! ' / ''; } .chip.skip::before { content: '– '; content: '– ' / ''; }
.chip.pass { color: var(--pass); background: var(--pass-ground); } .chip.fail { color: var(--fail); background: var(--fail-ground); border-color: var(--fail); }
.chip.warn { color: var(--warn); background: var(--warn-ground); } .chip.skip { color: var(--skip); background: var(--skip-ground); }
.count { margin-inline-end: .6em; }
.count.pass { color: var(--pass); } .count.fail { color: var(--fail); } .count.warn { color: var(--warn); } .count.skip { color: var(--skip); }
.bar { display: block; width: 100%; height: .5rem; border-radius: .25rem; margin: .35rem 0 .15rem; }
.bar .pass { fill: var(--pass); } .bar .fail { fill: var(--fail); } .bar .warn { fill: var(--warn); } .bar .skip { fill: var(--line); }

.results { width: 100%; margin-top: .5rem; }
.results th, .results td { padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.results tbody th { width: 45%; font-weight: 600; }
.results small { display: block; }
.reasons { border-inline-start: 4px solid var(--fail); background: var(--fail-ground); padding: .7rem 1rem; margin-bottom: 1rem; border-radius: 0 4px 4px 0; }
.reasons ul { margin: 0; padding-inline-start: 1.1rem; }

#filter { display: flex; flex-wrap: wrap; gap: .5rem .9rem; align-items: end; position: sticky; top: 0; z-index: 1; padding: .6rem 0; margin-bottom: 1.2rem; background: var(--ground); border-bottom: 1px solid var(--line); }
#filter label { font-size: .8rem; color: var(--muted); display: grid; gap: .1rem; }
#filter .wide { flex: 1 1 14rem; }
#filter input, #filter select, #filter button { font: inherit; font-size: .9rem; color: var(--text); background: var(--panel); border: 1px solid var(--edge); border-radius: 4px; padding: .3rem .5rem; min-height: 2.2rem; max-width: 100%; }
#filter input { width: 100%; }
#filter input::placeholder { color: var(--muted); opacity: 1; }
#filter output { font-size: .85rem; color: var(--muted); align-self: center; }

.failure { border: 1px solid var(--line); border-inline-start: 4px solid var(--fail); border-radius: 4px; padding: 1rem 1.2rem; margin-bottom: 1.2rem; }
.failure h3 a { color: inherit; }
.broken { list-style: none; margin: .6rem 0; padding: 0; }
.broken li { margin-bottom: .4rem; }
.broken .word { color: var(--fail); font-weight: 600; }
.broken small { display: block; }
.at span { color: var(--muted); }
.at q { quotes: none; font-weight: 600; }
.voice { font-weight: 600; color: var(--warn); }
.difference { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .1rem 1rem; margin: .6rem 0; padding: .6rem .9rem; background: var(--panel); border-radius: 4px; }
.difference dt { color: var(--muted); font-size: .87em; }
.difference dd { margin: 0; }
mark { background: var(--fail-ground); color: var(--fail); font-weight: 700; text-decoration: underline; text-decoration-thickness: 2px; }
.trace { margin: .6rem 0; }
.trace table { width: 100%; margin-top: .4rem; }
.trace th, .trace td { text-align: start; vertical-align: top; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--line); }
.trace th { font-size: .8rem; color: var(--muted); }
.trace td:first-child { color: var(--muted); }
.trace td:nth-child(2) { width: 48%; }
.trace td details[open] > summary { display: none; }
.others { margin-bottom: 1.2rem; }
.others > summary { margin-bottom: .6rem; }
.remark { margin: 0 0 .3rem; color: var(--muted); font-size: .9rem; }
pre { margin: .4rem 0; padding: .7rem .9rem; background: var(--panel); border-radius: 4px; white-space: pre-wrap; }
.again { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .1rem 1rem; margin: .6rem 0 0; font-size: .87em; }
.again dt { color: var(--muted); } .again dd { margin: 0; }

.machine h2 small { margin-inline-start: .4em; }
.machine > section { margin-top: 1.5rem; }
.profiles { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .2rem 1rem; margin: 0 0 1rem; }
.profiles small { display: block; }
.profiles dt { font-weight: 600; } .profiles dd { margin: 0; }
figure { margin: 1rem 0; text-align: center; }
figure img { max-width: 100%; height: auto; }
figure.light { background: #fff; padding: .8rem; border-radius: 4px; }
.requirement { display: grid; grid-template-columns: 7rem minmax(0, 1fr) 12rem; gap: .2rem 1rem; padding: .55rem 0; border-top: 1px solid var(--line); }
.requirement h4 { font-weight: 600; margin: 0; }
.requirement p { margin: 0 0 .15rem; }
.requirement .chips { display: flex; flex-wrap: wrap; gap: .25rem; align-content: start; justify-content: end; }
.requirement details { font-size: .9rem; }
.requirement details ul { margin: .3rem 0; padding-inline-start: 1.2rem; }
.requirement details li { margin-bottom: .2rem; }
.feature { margin: 1.3rem 0 1.8rem; }
.feature h4 { font-size: 1.05rem; margin-bottom: .2rem; }
.feature p { max-width: 48rem; }
.rule { margin: .9rem 0; }
.case { border-top: 1px solid var(--line); }
.case:last-child { border-bottom: 1px solid var(--line); }
.case > summary { display: flex; flex-wrap: wrap; gap: .2rem .8rem; justify-content: space-between; padding: .4rem .2rem; list-style: none; }
.case > summary::-webkit-details-marker { display: none; }
.case .title { padding-inline-start: 1.1em; text-indent: -1.1em; }
.case .title::before { content: '▸'; display: inline-block; width: 1.1em; text-indent: 0; color: var(--muted); }
.case[open] .title::before { content: '▾'; }
.case > summary:hover { background: var(--panel); }
.case > :not(summary) { margin-inline-start: 1.3rem; }
.case[open] { padding-bottom: .6rem; }
.steps { list-style: none; padding: .6rem .9rem; margin: .4rem 0 .6rem; background: var(--panel); border-radius: 4px; }
.steps b { font-weight: 600; color: var(--key); }
.steps table { margin: .15rem 0 .15rem 1.5rem; font-size: .93em; }
.steps td { padding: 0 .9rem 0 0; vertical-align: top; }
.result { font-size: .9rem; }
.requirement:target, .case:target > summary { background: var(--target); }
.failure:target { outline: 2px solid var(--link); }
`;
