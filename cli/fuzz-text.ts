/** What `hvspec fuzz` says while it runs, of a disagreement, and at the end. */
import type { Bench } from '../fuzz/bench';
import type { Progress } from '../fuzz/campaign';
import type { Refusals } from '../fuzz/carried';
import { isShown } from '../fuzz/carried';
import type { Found } from '../fuzz/examine';
import type { Sequence } from '../fuzz/sequence';
import { printable } from '../subjects/text';

/** Names in a list that is not to be longer than a screen. */
const LISTED = 40;

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** `12 s  4,512 sequences  98,123 operations (8,011/s)  41 outcomes  97/120 requirements  210 kept  0 disagreements` */
export function liveText({ ms, sequences, operations, corpus, reach, found }: Progress): string {
  const perSecond = Math.round((operations * 1000) / Math.max(ms, 1));
  return [
    `${Math.round(ms / 1000)} s`,
    counted(sequences, 'sequence'),
    `${counted(operations, 'operation')} (${perSecond.toLocaleString('en')}/s)`,
    counted(reach.outcomes.length, 'outcome'),
    `${reach.requirements.size}/${reach.reachable.length} requirements`,
    `${corpus.toLocaleString('en')} kept`,
    counted(found.length, 'disagreement'),
  ].join('  ');
}

/**
 * A disagreement in full: what broke, and the scenario that shows it.
 * @param all what the scenario does, its set-up before the rest: as many operations as `hvspec replay` counts
 * @param told the requirement that the scenario is about
 */
export function foundText(
  { offer }: Bench,
  { requirements, from, lines }: Found,
  all: Sequence,
  feature: string,
  told: string,
): string {
  const [first = '', ...others] = requirements;
  const also =
    others.length > 0 ? ` (or ${others.slice(0, 5).join(', ')}${others.length > 5 ? ', …' : ''})` : '';
  const short = `${counted(all.ops.length, 'operation')}, of ${from} drawn`;
  return [
    `DISAGREEMENT ${offer.machine}/${offer.profile} breaks ${first}${also}: ${short}`,
    ...lines.map((line) => `  ${line}`),
    ...(told === first
      ? []
      : [`  the scenario is about ${told}, which the same breaks: of ${first} it shows nothing`]),
    ...feature
      .trimEnd()
      .split('\n')
      .map((line) => `    ${line}`.trimEnd()),
    '',
  ].join('\n');
}

/** `2 disagreements of earlier parts of this campaign: SYNDBG-24-1, SYNDBG-75-2 (found/reproducers)` */
export function earlierText(names: readonly string[], folder: string): string {
  return (
    `${counted(names.length, 'disagreement')} of earlier parts of this campaign: ${listed(names)}\n` +
    `  ${printable(folder)} has a reproducer of each: \`hvspec replay\` tries one again, and one that is removed counts no more`
  );
}

/** `2 disagreements in one: SYNDBG-24-1, SYNDBG-75-2; their reproducers stay there` */
export function stayText(names: readonly string[], folder: string): string {
  return `${counted(names.length, 'disagreement')} in ${printable(folder)}: ${listed(names)}; their reproducers stay there`;
}

function listed(names: readonly string[]): string {
  return names.slice(0, LISTED).join(', ') + (names.length > LISTED ? ', …' : '');
}

/** How to go on after an interruption. */
export function interruptedText(folder: string | undefined): string {
  return folder === undefined
    ? 'interrupted: without --out nothing is kept, and the same seed begins anew'
    : `interrupted: the same command with --resume ${printable(folder)} goes on`;
}

/**
 * @param asked the seed, how the subject was started, and the reproducers that earlier parts wrote
 */
export function summaryOf(
  bench: Bench,
  progress: Progress,
  {
    seed,
    subject,
    earlier = [],
  }: { readonly seed: number; readonly subject: string | undefined; readonly earlier?: readonly string[] },
): string {
  const { offer, subject: tested, against } = bench;
  const { found, reach, operations, asked, refused } = progress;
  const { name, version } = tested.description;
  const never = reach.missing;
  const listed =
    never.slice(0, LISTED).join(' ') + (never.length > LISTED ? ` and ${never.length - LISTED} more` : '');
  const other = against ? against.description.name : 'the reference model';
  const of = `${offer.machine}/${offer.profile}`;
  const before = earlier.length > 0 ? `, ${counted(earlier.length, 'disagreement')} before` : '';
  const verdict =
    subject === undefined
      ? `the reference model alone, ${of}: nothing to disagree with`
      : found.length + earlier.length > 0
        ? `${name} ${version} and ${other} disagree in ${of}: ${counted(found.length, 'requirement')} broken${before}`
        : !isShown(progress)
          ? `${name} ${version} has carried out ${operations.toLocaleString('en')} of ${counted(asked, 'operation')} of ${of} that it was asked for: nothing is shown`
          : `${name} ${version} and ${other} agree in ${counted(operations, 'operation')} of ${of}${butFor(refused)}`;
  return [
    ...found.map((one) => `  ${one.requirements[0] ?? ''}: in ${counted(one.times, 'sequence')}`),
    liveText(progress),
    ...(never.length > 0 ? [`never reached: ${listed}`] : []),
    ...(refused.size > 0 ? [refusedText(bench, progress)] : []),
    `${verdict} (seed ${seed})`,
  ].join('\n');
}

/** `, but for 2 that it refused` */
function butFor(refused: Refusals): string {
  const times = [...refused.values()].reduce((sum, one) => sum + one.times, 0);
  return times === 0 ? '' : `, but for ${times.toLocaleString('en')} refused, of which nothing is shown`;
}

/**
 * What was refused, how often and why at first; and of the requirements that were never reached those that speak of the operation,
 * which it may have kept from being: `2 enable; the first: the CPU has no KeyIDs; never reached of what speaks of it: MKTME-107`.
 */
function refusedText({ court: { fields } }: Bench, { refused, reach }: Progress): string {
  const speaking = (op: string): readonly string[] => {
    const ids = fields.owners.flatMap((line) => ('id' in line && line.ops?.includes(op) ? [line.id] : []));
    return reach.missing.filter((id) => ids.includes(id));
  };
  const lines = [...refused].map(([op, { times, why }]) => {
    const isNever = !reach.outcomes.some((kind) => kind.startsWith(`${op} `));
    const missing = speaking(op).join(' ');
    return [
      `  ${counted(times, op, op)}${isNever ? ', and never carried out' : ''}`,
      `the first: ${printable(why)}`,
      ...(missing === '' ? [] : [`never reached of what speaks of it: ${missing}`]),
    ].join('; ');
  });
  return [
    'refused by the subject, and not judged (a case of the suite that is refused fails):',
    ...lines,
  ].join('\n');
}
