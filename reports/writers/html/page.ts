/**
 * report.html: one file that needs no network and no server. What it may do is written into it: its own style and
 * script by their hashes, images of its own data, and nothing else.
 */
import { createHash } from 'node:crypto';
import type { Envelope } from '@cucumber/messages';
import { failureGroups, othersTitle } from '../../failing';
import type { CaseReport, Conformance } from '../../report-types';
import { oneLine } from '../../text/clean';
import type { SubjectCommand } from '../../text/replay';
import { scenarioTexts } from '../../text/scenario';
import { failureMarkup } from './failure';
import { machineMarkup } from './machine';
import type { Markup } from './markup';
import { markup, raw } from './markup';
import type { CaseGroup, Page } from './model';
import { pageOf } from './model';
import { mutantsMarkup } from './mutants';
import { filterMarkup, headerMarkup, navigationMarkup, resultsMarkup } from './overview';
import { SCRIPT } from './script';
import { STYLE } from './style';

export interface HtmlOptions {
  /** The subject's command as the user gave it. */
  readonly subject?: SubjectCommand;
  /** By machine, an SVG document each; it may adapt itself by `prefers-color-scheme`. */
  readonly diagrams?: Readonly<Record<string, readonly string[]>>;
}

/** @returns an HTML document that ends in a line break */
export function htmlReport(
  report: Readonly<Conformance>,
  envelopes: readonly Envelope[],
  { subject, diagrams = {} }: HtmlOptions = {},
): string {
  const page = pageOf(report, scenarioTexts(envelopes), subject, diagrams);
  const policy = `default-src 'none'; img-src data:; style-src '${hash(STYLE)}'; script-src '${hash(SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  const title = `${oneLine(report.subject.name)} ${report.exit.outcome}`;
  const document = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<a class="skip-link" href="#main">Skip to the results</a>
${headerMarkup(page)}
<div class="columns">
${navigationMarkup(page)}
<main id="main" tabindex="-1">
${resultsMarkup(page)}
${filterMarkup(page)}
${failuresMarkup(page)}
${report.mutants ? mutantsMarkup(page, report.mutants) : null}
${report.machines.map((machine) => machineMarkup(page, machine))}
</main>
</div>
<footer><p>${report.suite.name} ${report.suite.version}. The same data is in conformance.json.</p></footer>
<script>${raw(SCRIPT)}</script>
</body>
</html>
`;
  return document.text;
}

/** As a Content-Security-Policy wants it. */
function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}

/** By what broke; of each group the shortest failure in the open. */
function failuresMarkup(page: Page): Markup {
  const places = new Map(
    page.groups.flatMap((group) => group.results.map((result) => [result, group] as const)),
  );
  const told = (result: CaseReport): Markup => failureMarkup(page, places.get(result) as CaseGroup, result);
  const groups = failureGroups(page.report).map((group) => {
    const { first, others } = group;
    if (others.length === 0) return told(first);
    return markup`${told(first)}<details class="others group"><summary>${othersTitle(group)}</summary>${others.map(told)}</details>`;
  });
  return markup`
<section id="failures" class="group" aria-labelledby="failures-h">
<h2 id="failures-h">Failures</h2>
${groups.length > 0 ? groups : markup`<p>None.</p>`}
</section>`;
}
