/** The style of the page's frame: type, header, contents, filter, footer. */
export const FRAME = `
*, *::before, *::after { box-sizing: border-box; }
html { scroll-padding-top: 5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; font: 15px/1.5 system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif; background: var(--ground); color: var(--text); overflow-wrap: anywhere; }
code, pre, .id, .difference dd, .trace td, .where { font-family: ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace; font-size: .875em; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
main:focus { outline: none; }
[hidden] { display: none !important; }
h1, h2, h3, h4, h5 { line-height: 1.25; margin: 0 0 .5rem; text-wrap: balance; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.3rem; } h3 { font-size: 1.08rem; } h4 { font-size: 1rem; } h5 { font-size: .95rem; }
p { margin: 0 0 .5rem; }
small { font-size: .85em; font-weight: normal; color: var(--muted); }
table { border-collapse: collapse; }
th { text-align: start; font-weight: 600; }
summary { cursor: pointer; }
.meta, .where { color: var(--muted); font-size: .87em; }
.skip-link { position: absolute; inset-inline-start: -999rem; padding: .5rem 1rem; background: var(--ground); z-index: 2; }
.skip-link:focus { inset-inline-start: .5rem; inset-block-start: .5rem; }

.top > *, footer > * { max-width: 73rem; margin-inline: auto !important; }
.top { padding: 1.6rem clamp(1rem, 3vw, 2.5rem) 1.1rem; border-bottom: 1px solid var(--line); border-top: 5px solid; background: var(--panel); }
.top.pass { border-top-color: var(--pass); } .top.warn { border-top-color: var(--warn); } .top.fail { border-top-color: var(--fail); }
.top p { margin: 0; color: var(--muted); }
.top h1 { margin: .2rem 0; }
.top.pass h1::before { content: '✓ '; content: '✓ ' / ''; color: var(--pass); }
.top.warn h1::before { content: '! '; content: '! ' / ''; color: var(--warn); }
.top.fail h1::before { content: '✗ '; content: '✗ ' / ''; color: var(--fail); }
.columns { display: grid; grid-template-columns: 13rem minmax(0, 1fr); gap: 2.5rem; max-width: 78rem; margin: 0 auto; padding: 1.5rem clamp(1rem, 3vw, 2.5rem); }
nav { position: sticky; top: 1.5rem; align-self: start; max-height: calc(100vh - 3rem); overflow: auto; font-size: .9rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav ul ul { padding-inline-start: .8rem; border-inline-start: 1px solid var(--line); margin: .1rem 0 .4rem; }
nav a { display: block; padding: .15rem 0; color: var(--text); text-decoration: none; }
nav a:hover { text-decoration: underline; }
nav ul ul a { color: var(--muted); }
nav summary { color: var(--muted); }
nav b { color: var(--fail); }
main > section { margin-bottom: 2.5rem; }
main > section > h2 { padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
footer { padding: 1rem clamp(1rem, 3vw, 2.5rem); border-top: 1px solid var(--line); color: var(--muted); font-size: .87em; }
`;
