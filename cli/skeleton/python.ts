/** Python: the whole skeleton. */
import { shapeOf, smallest } from './node';
import { homeOf } from './plan';
import { operations } from './python-operations';
import { doc, literal } from './python-text';
import type { Operation, Plan } from './shape';
import { pascal } from './shape';
import { choicesNote, file, ownNote, wrapped } from './text';

function stub(op: Operation): readonly string[] {
  return [
    `    def ${op.name}(self, op: operations.${pascal(op.name)}) -> dict:`,
    ...doc('        ', op.about),
    `        raise hvspec.Lacks('${homeOf(op)}')  # TODO`,
    '',
  ];
}

function adapter(plan: Plan): string {
  const choices = choicesNote(plan);
  return file(
    doc('', `${ownNote(plan)} operations.py has what comes, and what makes outcomes and events.`),
    ['import hvspec', 'import operations', ''],
    wrapped(
      `What there is to have: ${plan.capabilities.join(', ')}. Name one when its operations are written.`,
    ).map((line) => `# ${line}`),
    ['CAPABILITIES: list[str] = []'],
    choices.length === 0
      ? []
      : wrapped(`What the profile leaves open, and what yours does there: ${choices.join('; ')}.`).map(
          (line) => `# ${line}`,
        ),
    choices.length === 0 ? [] : ['CHOICES: dict[str, str] = {}'],
    ['', '', 'class Machine:', '    def __init__(self, config: operations.Config):'],
    [
      '        self.config = config  # TODO: a new instance; a member is config.NAME, as op.NAME is below',
      '',
    ],
    [
      '    def step(self, op: dict) -> dict:',
      '        return operations.perform(self, op, CAPABILITIES)',
      '',
    ],
    [
      '    def inspect(self) -> dict:',
      ...doc('        ', `All that can be seen, without changing any of it: ${shapeOf(plan.inspection)}.`),
    ],
    [`        state = ${literal(smallest(plan.inspection))}`],
    ["        raise hvspec.Lacks('core')  # TODO: return state, when it is yours and not only its shape", ''],
    plan.operations.flatMap(stub),
    [
      '',
      'def create(machine: str, profile: str, config: dict) -> Machine:',
      '    return Machine(operations.config(config, CAPABILITIES))',
      '',
      '',
      `OFFER = {'machine': '${plan.machine}', 'profile': '${plan.profile}', 'capabilities': CAPABILITIES${choices.length === 0 ? '' : ", 'choices': CHOICES"}}`,
      "if __name__ == '__main__':",
      `    hvspec.serve('my ${plan.machine}', '0', [OFFER], create)`,
    ],
  );
}

/** The files by name; \`hvspec.py\` is the kit, copied. */
export function pythonSkeleton(plan: Plan): Readonly<Record<string, string>> {
  return { 'adapter.py': adapter(plan), 'operations.py': operations(plan) };
}
