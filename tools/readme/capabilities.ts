/** What each capability of a machine is of: operations and parameters, cases, requirements. */
import type { OperationNeeds } from '../../model/core/capability';
import { CORE } from '../../model/core/capability';
import type { Machine } from '../../model/core/machine';
import { INSIGHT } from '../../model/core/owners';
import type { Book } from '../../reports/book';
import type { Case } from '../../reports/case';
import type { Requirement } from '../../reports/catalogue';
import { tableOf } from './document';

/** What is known of a machine. */
export interface Known {
  readonly machine: Machine;
  readonly cases: readonly Case[];
  readonly requirements: readonly Requirement[];
}

export function casesOfMachine({ entries }: Book, { name }: Machine): readonly Case[] {
  return entries.flatMap((entry) => (entry.case?.machine.name === name ? [entry.case] : []));
}

/** A section with a table: a line for core, one for each capability, and one for all cases. */
export function capabilitySection(known: Known): string {
  const { machine, cases } = known;
  const profiles = machine.profiles.map(({ name }) => name);
  const rows = [CORE, ...capabilitiesIn(machine)].map((capability) => {
    const mine = cases.filter((of) => belongs(of, capability));
    const counts = machine.profiles.map(({ name, capabilities }) =>
      capability === CORE || capabilities.includes(capability) ? count(mine, name) : '–',
    );
    const what = usesOf(machine, capability).join('; ') || '–';
    return [`\`${capability}\``, what, ...counts, requirementsOf(known, mine)];
  });
  const all = ['all cases', '', ...profiles.map((name) => count(cases, name)), ''];
  const head = [
    'capability',
    'operations and parameters',
    ...profiles.map((name) => `\`${name}\``),
    'requirements',
  ];
  return `### ${machine.name}\n\n${tableOf(head, [...rows, all])}`;
}

/** What is wrong with the capabilities of a machine: nobody can use them, or nobody would notice. */
export function capabilityProblems(known: Known): readonly string[] {
  const { machine, cases } = known;
  const own = capabilitiesIn(machine);
  const idle = own.flatMap((capability) => [
    ...(cases.some((of) => belongs(of, capability))
      ? []
      : [`${machine.name}: capability ${capability} has no case`]),
    ...(capability !== INSIGHT && usesOf(machine, capability).length === 0
      ? [`${machine.name}: no operation, parameter or configuration asks for the capability ${capability}`]
      : []),
  ]);
  const asked = Object.values(machine.operations).flatMap((needs) =>
    Object.values(needs).flatMap((need) => (typeof need === 'string' ? [need] : Object.values(need))),
  );
  const strange = [...new Set(asked)].filter((capability) => !own.includes(capability));
  return [
    ...idle,
    ...strange.map(
      (one) => `${machine.name}: no profile has the capability ${one}, which an operation asks for`,
    ),
  ];
}

function capabilitiesIn({ profiles }: Machine): readonly string[] {
  return [...new Set(profiles.flatMap(({ capabilities }) => capabilities))];
}

function belongs({ needs }: Case, capability: string): boolean {
  return capability === CORE ? needs.length === 0 : needs.includes(capability);
}

function count(cases: readonly Case[], profile: string): number {
  return cases.filter(({ profiles }) => profiles.includes(profile)).length;
}

/** As in "`hypercall`", "`wrmsr`, `rdmsr` with `path` = `emulated`" or "`exit` with `spsr` or `elr`". */
function usesOf(machine: Machine, capability: string): readonly string[] {
  if (capability === INSIGHT) return insightOf(machine);
  const names = ['reset', ...machine.operationNames];
  const usesBy = names.map((name) => {
    const needs = machine.operations[name] ?? {};
    const uses = capability === CORE ? coreUses(name, needs) : usesIn(needs, capability);
    return { name: `\`${name}\``, use: uses.includes('') ? '' : uses.join(' or ') || null };
  });
  const alike = [...new Set(usesBy.flatMap(({ use }) => use ?? []))];
  return alike.map((use) => {
    const operations = usesBy.flatMap((one) => (one.use === use ? [one.name] : [])).join(', ');
    return use === '' ? operations : `${operations} with ${use}`;
  });
}

/** Of an operation that can be used without asking for anything; that every adapter is reset goes without saying. */
function coreUses(name: string, needs: OperationNeeds): readonly string[] {
  const always = Object.values(needs).some((need) => typeof need === 'object' && '*' in need);
  return name === 'reset' || '' in needs || always ? [] : [''];
}

/** Empty where the operation itself asks for the capability. */
function usesIn(needs: OperationNeeds, capability: string): readonly string[] {
  return Object.entries(needs).flatMap(([path, need]) => {
    if (typeof need === 'string') return need !== capability ? [] : [path === '' ? '' : `\`${path}\``];
    const values = Object.keys(need).filter((value) => need[value] === capability);
    const named = values.filter((value) => value !== '*').map((value) => `\`${value}\``);
    return [
      ...(named.length > 0 ? [`\`${path}\` = ${named.join(', ')}`] : []),
      ...(values.includes('*') ? [`any other \`${path}\``] : []),
    ];
  });
}

function insightOf({ fields: { insight } }: Machine): readonly string[] {
  const shown = [...(insight?.events ?? []), ...(insight?.fields ?? [])].map((name) => `\`${name}\``);
  return shown.length === 0 ? [] : [`shows ${shown.join(', ')}`];
}

/** Those that the cases are tagged with and that hold where they run, as in `SYNDBG-45…52, 88`. */
function requirementsOf({ requirements }: Known, cases: readonly Case[]): string {
  const named = requirements.filter(({ id, profiles }) =>
    cases.some((of) => of.requirements.includes(id) && of.profiles.some((name) => profiles.includes(name))),
  );
  return rangesOf(named.map(({ id }) => id)) || '–';
}

/** Ids of one machine in short: the machine's name once, and neighbours as a range. */
export function rangesOf(ids: readonly string[]): string {
  const numbers = [...new Set(ids.map((id) => id.slice(id.lastIndexOf('-') + 1)))].sort(
    (a, b) => Number(a) - Number(b),
  );
  const ranges: [string, string][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && Number(number) === Number(last[1]) + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  const prefix = ids[0]?.slice(0, ids[0].lastIndexOf('-') + 1) ?? '';
  const texts = ranges.map(([a, b]) => (a === b ? a : `${a}${Number(b) === Number(a) + 1 ? ', ' : '…'}${b}`));
  return prefix + texts.join(', ');
}
