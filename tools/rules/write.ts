/** The Rules of a feature as the catalogue has them: each is named by its requirement's sentence, and cites its source. */
import type { Feature, Rule } from '@cucumber/messages';
import type { Catalogue, Requirement } from '../../reports/catalogue';
import { parseFeature } from '../../reports/gherkin';
import { sourceLines } from './source';

const REQUIREMENT = /^@([A-Z]+-\d{2,3})$/;

/** The requirements that a Rule is tagged with. */
export function idsOf({ tags }: Rule): readonly string[] {
  return tags.flatMap(({ name }) => REQUIREMENT.exec(name)?.[1] ?? []);
}

export function rulesOf(feature: Feature | undefined): readonly Rule[] {
  return (feature?.children ?? []).flatMap(({ rule }) => rule ?? []);
}

/** Why the rule is, in the lines of its description before `Source:`. */
export function reasonOf({ description }: Rule): readonly string[] {
  const lines = description.split('\n').map((line) => line.trim());
  const end = lines.findIndex((line) => line.startsWith('Source:'));
  return lines.slice(0, end < 0 ? undefined : end).filter((line) => line !== '');
}

/**
 * The feature's text with each Rule that has one requirement named by its sentence, and with that one's source under
 * it. All else stays as it is.
 */
export function withRules(text: string, uri: string, catalogue: Catalogue): string {
  const document = parseFeature(text, uri).find(({ gherkinDocument }) => gherkinDocument)?.gherkinDocument;
  return rewritten(text, rulesOf(document?.feature), catalogue);
}

/** The same of a text whose Rules were read. */
export function rewritten(text: string, rules: readonly Rule[], { requirements, tree }: Catalogue): string {
  const lines = text.split('\n');
  for (const rule of [...rules].reverse()) {
    const [id, ...others] = idsOf(rule);
    const requirement = requirements.find((one) => one.id === id);
    if (!requirement || others.length > 0) continue;
    const at = rule.location.line - 1;
    const end = at + 1 + lengthOf(rule, lines, at + 1);
    lines.splice(at, end - at, ...ruleLines(rule, requirement, tree), '');
  }
  return lines.join('\n');
}

/** How many lines from `from` on are the rule's description and the blanks around it. */
function lengthOf({ description }: Rule, lines: readonly string[], from: number): number {
  const wanted = description === '' ? 0 : description.trim().split('\n').length;
  let at = from;
  while (lines[at]?.trim() === '') at += 1;
  if (wanted > 0) at += wanted;
  while (lines[at]?.trim() === '') at += 1;
  return at - from;
}

function ruleLines(rule: Rule, { text, source }: Requirement, tree: string): readonly string[] {
  const indent = ' '.repeat(rule.location.column ?? 1).slice(1);
  const under = [...reasonOf(rule), ...sourceLines(source, tree)].map((line) => `${indent}  ${line}`);
  return [`${indent}Rule: ${titleOf(text)}`, ...under];
}

/** A sentence as a title: without the full stop at its end. */
export function titleOf(text: string): string {
  return text.replace(/\.$/, '');
}
