/** The top of the page: what was tested, how it went, why it is not green, the way to the rest. */
import { failing, isRed } from '../../failing';
import { notRunLines, partOf, statusesText, toneOf } from '../../outcome';
import type { Conformance } from '../../report-types';
import { seenLines } from '../../seen';
import { VERDICTS } from '../../verdict';
import { featureAnchor } from './case';
import type { Markup } from './markup';
import { markup } from './markup';
import type { Page } from './model';
import { bar, countChips } from './parts';

export function headerMarkup({ report }: Page): Markup {
  const { subject, suite, seed, exit } = report;
  const part = partOf(report);
  return markup`
<header class="top ${toneOf(report)}">
<p class="kicker">${suite.name} ${suite.version} conformance report</p>
<h1>${subject.name} <small>${subject.version}</small> ${report.exit.outcome}</h1>
<p>Exit code ${exit.code}, seed ${seed}.</p>${part === null ? null : markup`<p>${part}.</p>`}
</header>`;
}

export function navigationMarkup({ report, groups }: Page): Markup {
  const red = failing(report).length;
  const machines = report.machines.map(({ machine }) => {
    const own = groups.filter(({ first }) => first.machine === machine);
    const features = [...new Set(own.map(({ first }) => first.feature))];
    const links = features.map((feature) => {
      const name = (feature.split('/').at(-1) ?? '').replace(/\.feature$/, '') || 'the run';
      const results = own.filter(({ first }) => first.feature === feature).flatMap((group) => group.results);
      const bad = results.filter(isRed).length;
      const count = bad > 0 ? markup` <b>(${bad})</b>` : null;
      return markup`<li><a href="#${featureAnchor(feature)}">${name}${count}</a></li>`;
    });
    const bad = own.some(({ results }) => results.some(isRed));
    const open = bad || report.machines.length === 1 ? markup` open` : null;
    const count = `${links.length} ${links.length === 1 ? 'feature' : 'features'}`;
    const folded =
      links.length > 0
        ? markup`<details${open}><summary>${count}</summary><ul>${links}</ul></details>`
        : null;
    return markup`<li><a href="#machine-${machine}">${machine}</a>${folded}</li>`;
  });
  const mutants = report.mutants ? markup`<li><a href="#mutants">Mutants</a></li>` : null;
  return markup`
<nav aria-label="Contents"><ul>
<li><a href="#results">Results</a></li><li><a href="#failures">Failures (${red})</a></li>${mutants}${machines}
</ul></nav>`;
}

export function resultsMarkup({ report }: Page): Markup {
  const rows = report.machines.flatMap(({ machine, profiles }) =>
    profiles.map(
      ({ profile, about, counts }) => markup`
<tr><th scope="row"><a href="#machine-${machine}">${machine}</a> ${profile}<small>${about}</small></th><td>${bar(counts)}<span class="counts">${countChips(counts)}</span></td></tr>`,
    ),
  );
  return markup`
<section id="results" aria-labelledby="results-h">
<h2 id="results-h">Results</h2>
${reasonsMarkup(report)}
${remarksMarkup(report)}
<p class="counts">${report.counts.total} results: ${countChips(report.counts)}</p>
<table class="results" aria-labelledby="results-h"><thead><tr><th scope="col">Machine and profile</th><th scope="col">Verdicts</th></tr></thead><tbody>${rows}</tbody></table>
</section>`;
}

function reasonsMarkup({ exit }: Readonly<Conformance>): Markup {
  if (exit.reasons.length === 0) return markup``;
  const items = exit.reasons.map(({ kind, message }) => markup`<li><code>${kind}</code> ${message}</li>`);
  return markup`<div class="reasons"><h3>Why this run is not green</h3><ul>${items}</ul></div>`;
}

/** What did not run and why, what differs and is no failure, how far the requirements are shown. */
function remarksMarkup(report: Readonly<Conformance>): Markup {
  const lines = [...notRunLines(report), ...seenLines(report), statusesText(report)].filter(
    (one) => one !== '',
  );
  return markup`${lines.map((line) => markup`<p class="remark">${line.trim()}</p>`)}`;
}

/** Shown by the script, as it does nothing without. */
export function filterMarkup({ report }: Page): Markup {
  const machines = report.machines.map(({ machine }) => machine);
  const profiles = [...new Set(report.machines.flatMap((one) => one.profiles.map(({ profile }) => profile)))];
  const statuses = report.requirements.flatMap((one) => one.statuses.map(({ status }) => status));
  const verdicts = [
    ...VERDICTS.filter((name) => report.counts[name] > 0),
    ...(['shown', 'partly', 'not-shown', 'not-covered', 'excluded'] as const).filter((name) =>
      statuses.includes(name),
    ),
  ];
  return markup`
<form id="filter" role="search" aria-label="Filter" hidden>
<label class="wide">Search <input type="search" name="q" placeholder="id, sentence, register, 0x…" autocomplete="off"></label>
${select('m', 'Machine', machines)}${select('p', 'Profile', profiles)}${select('v', 'Verdict', verdicts)}
<button type="reset">Reset</button> <output aria-live="polite"></output>
</form>`;
}

function select(name: string, label: string, values: readonly string[]): Markup {
  const options = values.map((value) => markup`<option>${value}</option>`);
  return markup`<label>${label} <select name="${name}"><option value="">all</option>${options}</select></label>`;
}
