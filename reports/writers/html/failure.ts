/** A red result in full: what broke, expected and got, who stands alone, the trace, how to run it again. */
import { bitList } from '../../../model/core/u64';
import type { CaseReport, TracedOperation } from '../../report-types';
import { signatureOf } from '../../signature';
import type { DifferencePart } from '../../text/message';
import { aligned, partsOf } from '../../text/message';
import { operationText } from '../../text/operation';
import { replayCommand } from '../../text/replay';
import type { Content, Markup } from './markup';
import { joined, markup } from './markup';
import type { CaseGroup, Page } from './model';
import { failureAnchor } from './model';
import { chip, filterKeys, requirementLink, sourceText } from './parts';

/** Operations of a trace that the page shows; conformance.json has them all. */
const MAX_SHOWN = 200;
/** Characters of operands, or of an outcome, that are shown at once. */
const MAX_UNFOLDED = 240;

export function failureMarkup(page: Page, group: CaseGroup, result: CaseReport): Markup {
  const { profile, verdict, machine, scenario, step, feature, line } = result;
  const anchor = failureAnchor(group, result);
  const place = feature === '' ? null : markup` <span class="where">${feature}:${line}</span>`;
  return markup`
<article class="failure item" id="${anchor}" data-m="${machine}" data-r="${filterKeys([result])}" aria-labelledby="${anchor}-h">
<h3 id="${anchor}-h">${chip(profile, verdict)} <a href="#${group.anchor}">${scenario || group.id}</a></h3>
<p class="meta"><code>${group.id}</code>${place}</p>
${broken(page, result)}
${step === undefined ? null : markup`<p class="at"><span>At the step</span> <q>${step}</q>${operation(result)}</p>`}
${message(result)}
${trace(result.trace ?? [], result.at)}
${reproducer(result)}
${lastly(page, result)}
</article>`;
}

/** `, operation 2 of 3` */
function operation({ at, trace: all = [] }: CaseReport): string {
  return at === undefined || all.length === 0 ? '' : `, operation ${at + 1} of ${all.length}`;
}

function broken(page: Page, { broken: ids, perhaps = [], requirements, verdict }: CaseReport): Markup {
  const word = verdict === 'fail' || verdict === 'expected-fail' ? 'Breaks' : 'About';
  const list = (ids ?? requirements).map((id) => {
    const found = page.report.requirements.find((one) => one.id === id);
    const text = found ? markup`${found.text} <small>Source: ${sourceText(found.source)}</small>` : null;
    return markup`<li><span class="word">${word}</span> ${requirementLink(page, id)} ${text}</li>`;
  });
  const also = joined(
    perhaps.map((id) => requirementLink(page, id)),
    ', ',
  );
  const more = perhaps.length > 0 ? markup`<p class="meta">Perhaps also: ${also}</p>` : null;
  return markup`${list.length > 0 ? markup`<ul class="broken">${list}</ul>` : null}${more}`;
}

function message(result: CaseReport): readonly Content[] {
  return partsOf(result).map((part) => {
    if (part.kind === 'difference') return difference(part);
    return part.text.trim() === '' ? null : markup`<p class="${part.kind}">${part.text.trim()}</p>`;
  });
}

function difference({ path, expected, got, bits }: DifferencePart): Markup {
  const [a, b] = aligned(expected, got);
  const differ = bits.length > 0 ? markup`<dt>differ</dt><dd>${bitList(bits)}</dd>` : null;
  return markup`<dl class="difference"><dt>field</dt><dd><b>${path}</b></dd><dt>expected</dt><dd>${marked(a, b)}</dd><dt>got</dt><dd>${marked(b, a)}</dd>${differ}</dl>`;
}

/** A value with the digits marked in which it differs from another of the same length. */
function marked(value: string, other: string): readonly Content[] {
  if (value.length !== other.length || !value.startsWith('0x')) return [value];
  const pieces: { text: string; differs: boolean }[] = [];
  Array.from(value).forEach((digit, i) => {
    const differs = digit !== other[i];
    const last = pieces.at(-1);
    if (last?.differs === differs) last.text += digit;
    else pieces.push({ text: digit, differs });
  });
  return pieces.map(({ text, differs }) => (differs ? markup`<mark>${text}</mark>` : text));
}

function trace(operations: readonly TracedOperation[], at: number | undefined): Markup {
  if (operations.length === 0) return markup``;
  const rows = operations.slice(0, MAX_SHOWN).map((one, i) => row(one, i, i === at));
  const more = operations.length - rows.length;
  const rest = more > 0 ? markup`<p class="meta">and ${more} more in conformance.json</p>` : null;
  const count = `${operations.length} ${operations.length === 1 ? 'operation' : 'operations'}`;
  // Roles are written out because narrow screens show the rows as blocks, and that takes them away.
  return markup`<details class="trace"${operations.length > 12 ? null : markup` open`}><summary>Trace: ${count}</summary>
<table role="table" aria-label="Trace"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">#</th><th role="columnheader" scope="col">Operation</th><th role="columnheader" scope="col">Outcome</th></tr></thead><tbody role="rowgroup">${rows}</tbody></table>${rest}</details>`;
}

function row(traced: TracedOperation, i: number, differed: boolean): Markup {
  const { name, operands, outcome, events } = operationText(traced);
  const lines = events.map((event) => markup`<br>${event}`);
  return markup`<tr role="row"><td role="cell">${differed ? '→ ' : ''}${i + 1}</td><td role="cell"><b>${name}</b> ${folded(operands)}</td><td role="cell"><b>${folded(outcome)}</b>${lines}</td></tr>`;
}

/** Whole tables of CPUID leaves are operands too: of what is long the beginning is shown, and all on demand. */
function folded(text: string): Content {
  if (text.length <= MAX_UNFOLDED) return text;
  return markup`<details><summary>${text.slice(0, MAX_UNFOLDED / 2)}…</summary>${text}</details>`;
}

function reproducer({ reproducer: found }: CaseReport): Markup {
  if (!found) return markup``;
  const title = `Shortest failure (seed ${found.seed}, path ${found.path})`;
  return markup`<h4>${title}</h4><pre tabindex="0" role="region" aria-label="${title}">${found.scenario}</pre>`;
}

function lastly(page: Page, result: CaseReport): Markup {
  const command = replayCommand(result, page.subject, page.report.selection);
  const again = command === null ? null : markup`<dt>Run it again</dt><dd><code>${command}</code></dd>`;
  const signature =
    result.verdict === 'fail' ? markup`<dt>Signature</dt><dd><code>${signatureOf(result)}</code></dd>` : null;
  return markup`<dl class="again">${again}${signature}</dl>`;
}
