/** What the writers of the skeletons write is what the schema allows: each event, and each outcome with all its members. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { capabilitiesOf } from '../../model/core/capability';
import type { AnyOp, Machine } from '../../model/core/machine';
import { fromWire } from '../../model/core/wire';
import { MACHINES } from '../../model/machines';
import { fixtures } from '../../subjects/fixtures';
import { ProcessSubject } from '../../subjects/process-subject';
import { puts } from './c';
import { leavesOpen, parameter } from './c-header';
import { field } from './c-types';
import type { Json } from './node';
import { smallest } from './node';
import { homeOf, planOf, profileNamed } from './plan';
import { field as pythonField } from './python-operations';
import { literal } from './python-text';
import type { Member, Node, Plan, Shape } from './shape';
import { BUILD, workshop, written } from './testing';

const shop = workshop();
after(shop.remove);

function good(machine: Machine, definition: string): readonly object[] {
  return fixtures(machine.name, 'good').flatMap((one) =>
    one.definition === definition ? [fromWire(one.value) as object] : [],
  );
}

/** Some value that a node allows. */
function sample(node: Node): Json {
  return node.pattern === '^[r-][w-][x-]p$' ? 'r--p' : smallest(node);
}

/** A vector that the machine has. */
function faultOf(machine: Machine): string {
  const found = good(machine, 'outcome').find((outcome) => 'fault' in outcome) as { readonly fault: string };
  return found.fault;
}

function initialiser(member: Member): string {
  const value = JSON.stringify(sample(member.node));
  const { kind } = member.type;
  const number = kind === 'enum' || kind === 'hex' ? '0' : value;
  const has = member.isOptional && kind !== 'text' ? `.has_${member.name} = true, ` : '';
  return `${has}.${field(member.name)} = ${number}`;
}

/** The call of a writer in C, with every member given. */
function callInC(tag: string, shape: Shape): string {
  const isEmpty = parameter(tag, shape, true) === 'void';
  const given = shape.members.filter(({ type }) => type.kind !== 'json').map(initialiser);
  const rest = shape.members.filter(({ type }) => type.kind === 'json');
  const isEvent = tag.startsWith('event_');
  return [
    isEmpty ? (isEvent ? `put_${tag}();` : '') : `put_${tag}(&(struct ${tag}){${given.join(', ')}});`,
    ...rest.flatMap(({ name, node }) => puts(`"${name}"`, sample(node))),
    leavesOpen(shape) && isEvent ? 'hv_close();' : '',
  ].join(' ');
}

function outcomesInC(plan: Plan, fault: string): string {
  const ends: Readonly<Record<string, string>> = {
    ok: 'hv_ok()',
    failed: 'hv_error(22)',
    faulted: `hv_fault("${fault}")`,
  };
  const events = plan.events.map((event) => callInC(`event_${event.name}`, event)).join('\n');
  const branches = plan.outcomes.map(
    (shape, i) =>
      `if (turn == ${i}) { turn++; ${callInC(`outcome_${shape.name}`, shape)} return ${ends[shape.name] ?? ''}; }`,
  );
  return `static int turn; if (turn == 0) { ${events} }\n${branches.join('\n')}\nreturn -1;`;
}

function callInPython(
  name: string,
  first: readonly string[],
  shape: Shape,
  last: readonly string[] = [],
): string {
  const given = shape.members.map((member) => `${pythonField(member.name)}=${literal(sample(member.node))}`);
  return `operations.${name}(${[...first, ...given, ...last].join(', ')})`;
}

function outcomesInPython(plan: Plan, fault: string): string {
  const events = plan.events.map((event) => callInPython(`event_${event.name}`, [], event));
  const first: Readonly<Record<string, readonly string[]>> = {
    failed: ["'EINVAL'"],
    faulted: [`'${fault}'`],
  };
  const all = plan.outcomes.map((shape, i) =>
    callInPython(
      shape.name,
      first[shape.name] ?? [],
      shape,
      i === 0 ? [`events=[${events.join(', ')}]`] : [],
    ),
  );
  return `[${all.join(', ')}]`;
}

/** The stub of an operation replaced, and its capability declared. */
function filled(file: string, stub: string, body: string, declared: readonly [string, string]): void {
  const text = readFileSync(file, 'utf8');
  assert.ok(text.includes(stub) && text.includes(declared[0]), file);
  writeFileSync(
    file,
    text.replace(stub, () => body).replace(declared[0], () => declared[1]),
  );
}

for (const machine of MACHINES) {
  const plan = planOf(machine, profileNamed(machine, undefined));
  const [first] = plan.operations;
  assert.ok(first);
  const home = homeOf(first);
  const op = good(machine, 'op').find(
    (one) =>
      (one as AnyOp).op === first.name &&
      capabilitiesOf(machine.operations, one as AnyOp).every((name) => name === home),
  ) as AnyOp;

  const check = async (argv: readonly string[]): Promise<void> => {
    const subject = await ProcessSubject.start(argv);
    after(() => subject.close());
    const [offer] = subject.description.machines;
    const config = good(machine, 'config').find(
      (one) => capabilitiesOf(machine.operations, { op: 'reset', ...one }).length === 0,
    );
    assert.ok(offer && config);
    await subject.reset(offer, config);
    // The subject compares each outcome with the schema.
    const [ok, failed, faulted] = [await subject.step(op), await subject.step(op), await subject.step(op)];
    assert.deepEqual([ok.outcome, failed.outcome, faulted.outcome], ['ok', 'error', 'fault']);
    assert.deepEqual(
      ok.events?.map(({ event }) => event),
      plan.events.map(({ constants }) => constants['event']),
    );
    for (const [i, outcome] of [ok, failed, faulted].entries())
      for (const { name } of plan.outcomes[i]?.members ?? [])
        assert.ok(name in outcome, `${outcome.outcome}: ${name}`);
    assert.equal(await subject.shutdown(), null);
  };

  test(`${machine.name} in C: what the writers write the schema allows`, async () => {
    const folder = written(shop.folder, machine, 'c');
    const head = new RegExp(`int op_${first.name}\\((?:void|[^)]*)\\) \\{\\n(?: {2}\\(void\\)op;\\n)?`).exec(
      readFileSync(join(folder, 'adapter.c'), 'utf8'),
    )?.[0];
    assert.ok(head);
    filled(
      join(folder, 'adapter.c'),
      `${head}  return hv_lacks("${home}"); /* TODO */`,
      `${head}${outcomesInC(plan, faultOf(machine))}`,
      [
        'CAPABILITIES[] = {NULL}',
        home === 'core' ? 'CAPABILITIES[] = {NULL}' : `CAPABILITIES[] = {"${home}", NULL}`,
      ],
    );
    await check(BUILD.c(folder));
  });

  test(`${machine.name} in Python: what the writers write the schema allows`, async () => {
    const folder = written(shop.folder, machine, 'python');
    const text = readFileSync(join(folder, 'adapter.py'), 'utf8');
    const from = text.indexOf(`    def ${first.name}(`);
    const to = text.indexOf('# TODO', from) + '# TODO'.length;
    const stub = text.slice(from, to);
    filled(join(folder, 'adapter.py'), stub, stub.replace(/raise .*/, 'return SAMPLES.pop(0)'), [
      'class Machine:',
      `SAMPLES = ${outcomesInPython(plan, faultOf(machine))}\n\n\nclass Machine:`,
    ]);
    filled(
      join(folder, 'adapter.py'),
      'CAPABILITIES: list[str] = []',
      `CAPABILITIES: list[str] = [${home === 'core' ? '' : `'${home}'`}]`,
      ['import hvspec', 'import hvspec'],
    );
    await check(BUILD.python(folder));
  });
}
