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
  shown: 'pass',
  partly: 'warn',
  'not-shown': 'warn',
  fail: 'fail',
  inconclusive: 'fail',
  differs: 'warn',
  'unexpected-pass': 'fail',
  untestable: 'fail',
  error: 'fail',
  'expected-fail': 'warn',
  'not-covered': 'warn',
  inapplicable: 'skip',
  excluded: 'skip',
};

/** `v6 pass`; the style puts a sign before it, so that no verdict is told by its colour alone. */
export function chip(profiles: string, word: Word, label: string = word): Markup {
  return markup`<span class="chip ${TONES[word]}"><b>${profiles}</b> ${label}</span>`;
}

/** One chip for all profiles of the same label: `v6 upstream pass`, `review partly 2 of 5`. */
export function chips(
  words: readonly { readonly profile: string; readonly word: Word; readonly label?: string }[],
): readonly Content[] {
  const groups = new Map<string, { readonly word: Word; readonly profiles: string[] }>();
  for (const { profile, word, label = word } of words) {
    const group = groups.get(label);
    if (group) group.profiles.push(profile);
    else groups.set(label, { word, profiles: [profile] });
  }
  const all = [...groups].map(([label, { word, profiles }]) => chip(profiles.join(' '), word, label));
  return joined(all, ' ');
}

export function resultChips(results: readonly CaseReport[]): readonly Content[] {
  return chips(results.map(({ profile, verdict }) => ({ profile, word: verdict })));
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
