/** The page's style, and how it changes for narrow screens and for paper. */
import { COLOURS } from './colours';
import { FRAME } from './style-frame';
import { PARTS } from './style-parts';

const MEDIA = `
@media (max-width: 60rem) {
  .columns { grid-template-columns: minmax(0, 1fr); gap: 1rem; }
  nav { position: static; max-height: none; }
  nav ul { display: flex; flex-wrap: wrap; gap: 0 1.1rem; }
  nav ul ul { display: none; }
  nav a { padding: .35rem 0; color: var(--link); }
}
@media (max-width: 45rem) {
  html { scroll-padding-top: 1rem; }
  #filter { position: static; }
  #filter label { flex: 1 1 5.5rem; }
  #filter .wide { flex-basis: 100%; }
  #filter select { width: 100%; }
  .requirement { grid-template-columns: minmax(0, 1fr); }
  .requirement .chips { justify-content: start; }
  .results, .results tbody, .results tr, .results th, .results td { display: block; width: auto; }
  .results thead { display: none; }
  .results tbody th { width: auto; border: 0; padding-bottom: 0; }
  .failure { padding: .8rem .9rem; }
  .case .chips { margin-inline-start: 1.1em; }
  .trace thead { position: absolute; clip-path: inset(50%); }
  .trace table, .trace tbody, .trace tr, .trace td { display: block; width: auto; }
  .trace tr { border-bottom: 1px solid var(--line); padding: .3rem 0; }
  .trace td { border: 0; padding: 0; }
  .trace td:first-child { float: inline-start; margin-inline-end: .6em; }
  .trace td:nth-child(2) { width: auto; }
  .trace td:nth-child(3)::before { content: '→ '; color: var(--muted); }
  .again, .profiles { grid-template-columns: minmax(0, 1fr); }
  .again dd, .profiles dd { margin-bottom: .3rem; }
}
@media print {
  nav, #filter, .skip-link { display: none !important; }
  body { font-size: 10pt; }
  .columns { display: block; max-width: none; padding: 0; }
  .failure, .requirement, .case { break-inside: avoid; }
  .failure, .requirement, .feature { content-visibility: visible; }
  a { color: inherit; text-decoration: none; }
}
`;

export const STYLE = COLOURS + FRAME + PARTS + MEDIA;
