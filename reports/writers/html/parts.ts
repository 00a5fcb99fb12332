/** Small pieces that several parts of the page use. */
import type { CaseReport, Counts, RequirementStatus } from '../../report-types';
import type { VerdictName } from '../../verdict';
import { VERDICTS } from '../../verdict';
import type { Content, Markup } from './markup';
import { joined, markup } from './markup';
import type { Page } from './model';

type Tone = 'pass' | 'fail' | 'warn' | 'skip';
type Word = VerdictName | RequirementStatus['status'];

const TONES: Readonly<Record<Word, Tone>> = {
  pass: 'pass',
  'covered-pass': 'pass',
  fail: 'fail',
  'unexpected-pass': 'fail',
  untestable: 'fail',
  error: 'fail',
  'expected-fail': 'warn',
  'not-covered': 'warn',
  inapplicable: 'skip',
  excluded: 'skip',
};

/** `v6 pass`; the style puts a sign before it, so that no verdict is told by its colour alone. */
export function chip(profile: string | null, word: Word): Markup {
  const label = word === 'covered-pass' ? 'pass' : word;
  const name = profile === null ? null : markup`<b>${profile}</b> `;
  return markup`<span class="chip ${TONES[word]}">${name}${label}</span>`;
}

export function chips(results: readonly CaseReport[]): readonly Content[] {
  return joined(
    results.map(({ profile, verdict }) => chip(profile, verdict)),
    ' ',
  );
}

/** What the filters look at, as in `v6:pass review:fail`. */
export function filterKeys(results: readonly Pick<CaseReport, 'profile' | 'verdict'>[]): string {
  return [...new Set(results.map(({ profile, verdict }) => `${profile}:${verdict}`))].join(' ');
}

/** A requirement's id, as a link where the page has it. */
export function requirementLink(page: Page, id: string): Markup {
  return page.known.has(id)
    ? markup`<a class="id" href="#${id}">${id}</a>`
    : markup`<span class="id">${id}</span>`;
}

/** A Message-ID leads to the public archive of the kernel's lists; all else stays text. */
export function sourceText(source: string): readonly Content[] {
  return source.split(/([\w.+=-]+@[\w-]+(?:\.[\w-]+)+)/).map((part, i) => {
    if (i % 2 === 0) return part;
    return markup`<a href="https://lore.kernel.org/r/${encodeURIComponent(part)}" rel="noreferrer">${part}</a>`;
  });
}

/** A bar of the verdicts' shares; the numbers stand beside it. */
export function bar(counts: Counts): Markup {
  if (counts.total === 0) return markup``;
  const widths = VERDICTS.map((name) => ({ tone: TONES[name], width: (counts[name] / counts.total) * 100 }));
  let from = 0;
  const parts = widths.flatMap(({ tone, width }) => {
    const start = from;
    from += width;
    return width === 0
      ? []
      : [markup`<rect class="${tone}" x="${start.toFixed(2)}" width="${width.toFixed(2)}" height="8"/>`];
  });
  return markup`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>`;
}

export function countChips(counts: Counts): readonly Content[] {
  const shown = VERDICTS.filter((name) => counts[name] > 0);
  return joined(
    shown.map((name) => markup`<span class="count ${TONES[name]}"><b>${counts[name]}</b> ${name}</span>`),
    ' ',
  );
}
