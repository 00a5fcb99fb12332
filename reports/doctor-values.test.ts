import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capabilitiesOf } from '../model/core/capability';
import type { AnyOp, AnyOutcome, Machine } from '../model/core/machine';
import { Misuse, Unsupported } from '../model/core/machine';
import type { Look, OwnerLine } from '../model/core/owners';
import { fieldsOf, INSIGHT } from '../model/core/owners';
import { fromWire } from '../model/core/wire';
import { MACHINES } from '../model/machines';
import { SYNDBG } from '../model/syndbg';
import { fixtures } from '../subjects/fixtures';
import { ModelSubject, referenceModel } from '../subjects/model-subject';
import { applying, casesIn } from './doctor-cases';
import type { Answer } from './doctor-summary';
import { noteOn } from './doctor-undeclared';
import type { Judge } from './doctor-values';
import { differing, differingState, failing, failureLines, judgeOf, runsOf } from './doctor-values';

const OWNERS: readonly OwnerLine[] = [
  { id: 'SYNDBG-05', fields: ['events.SYNDBG.control'] },
  { open: 'unspecified', fields: ['events.SYNDBG.pad1'] },
  { id: 'SYNDBG-93', fields: ['events', 'events.SYNDBG', 'events.*'] },
];
const MACHINE: Machine = { ...SYNDBG, fields: fieldsOf({ owners: OWNERS }) };
const OFFER = { machine: 'syndbg', profile: 'upstream', capabilities: [] as string[], choices: {} };
const CONFIG = { vms: 1, vcpus: 1, irqchip: true, trace: false };

/** The judge, but for which requirements weigh less than a demand. */
function judge(seen: readonly string[] = []): Judge {
  const found = judgeOf(MACHINE, OFFER);
  return { ...found, law: { ...found.law, isGrave: (owners) => owners.some((id) => !seen.includes(id)) } };
}

function values(machine: string, definition: string): readonly AnyOp[] {
  return fixtures(machine, 'good').flatMap((one) =>
    one.definition === definition ? [fromWire(one.value) as AnyOp] : [],
  );
}

const model = referenceModel(OFFER);
const on = values('syndbg', 'op').find(({ op }) => op === 'set_cpuid') as AnyOp;
const write = (more: object = {}): AnyOp =>
  ({ op: 'wrmsr', vm: 0, vcpu: 0, msr: 0x400000f1n, value: 5n, ...more }) as AnyOp;

/** A VM with SynDbg on whose guest writes CONTROL. */
function written(): readonly Look[] {
  const first = model.initial(CONFIG);
  const ready = model.step(first, on);
  const done = model.step(ready.state, write());
  return [
    { op: { op: 'reset' }, before: first, after: first, outcome: { outcome: 'ok' } },
    { op: on, before: first, after: ready.state, outcome: ready.outcome },
    { op: write(), before: ready.state, after: done.state, outcome: done.outcome },
  ];
}

/** The right answer, but for fields of its exit. */
function answer(exit: object): AnyOutcome {
  const outcome = written().at(-1)?.outcome as AnyOutcome;
  return { ...outcome, events: (outcome.events ?? []).map((event) => ({ ...event, ...exit })) };
}

test('values: what requirements speak of differs, what is open does not', () => {
  assert.deepEqual(differing(judge(), written(), answer({})), []);
  assert.deepEqual(differing(judge(), written(), answer({ pad1: 7n })), []);
  const [wrong, ...more] = differing(judge(), written(), answer({ control: 4n, pad1: 7n }));
  assert.deepEqual(more, []);
  assert.deepEqual(failureLines('it', wrong ? [wrong, wrong] : []), [
    'FAILS it: shape right, 1 value differs: run will fail',
    '      wrmsr: events.0.control: expected 0x5, got 0x4 (bit 0 differs) [SYNDBG-05]',
  ]);
});

test('values: a state that stays as it was differs in what was written', () => {
  const own = judgeOf(SYNDBG, OFFER);
  const [first, , last] = written();
  assert.ok(first && last);
  assert.deepEqual(differingState(own, written(), model.inspect(last.after)), []);
  const found = differingState(own, written(), model.inspect(first.after));
  assert.match(
    failureLines('it', failing(own, found)).join('\n'),
    /^FAILS it: [^\n]*\n {6}inspect: vms\.0\.registers\.control: expected 0x5, got 0x0 \(bits 2, 0 differ\) \[SYNDBG-\d\d\]\n {6}inspect: vms\.0\.vcpus\.0\.stopped: /,
  );
});

test('values: a refusal as misuse fails whoever speaks of it, what was merely seen fails nothing', () => {
  const seen = judge(['SYNDBG-05']);
  assert.deepEqual(failing(seen, differing(seen, written(), answer({ control: 4n }))), []);
  const refused = failing(seen, differing(seen, written(), new Misuse('not now')));
  assert.deepEqual(failureLines('it', refused).slice(1), [
    '      wrmsr: outcome: expected "ok", got "refused as misuse"',
  ]);
});

test('values: the first five are shown, and how many there are', () => {
  const many = [1n, 2n, 3n, 4n, 6n, 7n].flatMap((control) =>
    differing(judge(), written(), answer({ control })),
  );
  const lines = failureLines('it', many);
  assert.equal(lines[0], 'FAILS it: shape right, 6 values differ: run will fail');
  assert.equal(lines.length, 7);
  assert.equal(lines.at(-1), '      and 1 more');
  assert.deepEqual(failureLines('it', []), []);
});

test('values: text of the adapter is shown harmless and short', () => {
  const [line = ''] = failureLines(
    'it',
    differing(judge(), written(), answer({ control: '\u001b[2J'.repeat(400) })),
  ).slice(1);
  assert.ok(!line.includes('\u001b') && line.length < 400, line);
});

/** What is said of an adapter that is the reference, but for what is changed on its way. */
async function note(change: (op: AnyOp) => AnyOp | Answer, capability = 'emulator'): Promise<string | null> {
  const subject = new ModelSubject(model);
  const undeclared = {
    machine: MACHINE,
    offer: { ...OFFER, capabilities: ['cpuid-tables', 'synic'] },
    judge: judge(),
    configs: [CONFIG, { ...CONFIG, trace: true }],
    examples: [on, write({ path: 'emulated' }), write()],
  };
  return noteOn(capability, undeclared, {
    reset: async (config) => {
      const changed = change({ op: 'reset', ...config });
      if (changed instanceof Unsupported) return false;
      await subject.reset(OFFER, changed);
      return true;
    },
    ask: (op) => {
      const changed = change(op);
      return 'op' in changed ? subject.step(changed) : Promise.resolve(changed);
    },
  });
}

test('undeclared: only what is answered as the reference does is worth declaring', async () => {
  assert.match((await note((op) => op)) ?? '', /^emulator is answered, and rightly, but not declared/);
  const ignoring = await note((op) => (op.op === 'wrmsr' ? write() : op));
  assert.match(
    ignoring ?? '',
    /^emulator is not declared, yet answered, and not as it must be \(wrmsr: events/,
  );
  assert.match(ignoring ?? '', /: answer -32601 with the capability emulator$/);
  assert.equal(await note((op) => (op.op === 'wrmsr' ? new Unsupported('no', 'emulator') : op)), null);
  assert.equal(await note((op) => (op.op === 'wrmsr' ? new Misuse('no') : op)), null);
  assert.equal(await note((op) => op, 'hypercalls'), null, 'there is no example of it');
});

test('undeclared: a capability that configurations ask for is seen in all answers', async () => {
  assert.match((await note((op) => op, 'trace')) ?? '', /^trace is answered, and rightly/);
  const untraced = await note((op) => ('trace' in op ? { ...op, trace: false } : op), 'trace');
  assert.match(untraced ?? '', /^trace is not declared, yet answered, and not as it must be/);
  assert.equal(await note((op) => (op.op === 'reset' ? new Unsupported('no', 'trace') : op), 'trace'), null);
});

test('cases: how many apply, and what most want where none does', () => {
  const cases = casesIn(SYNDBG);
  const all = SYNDBG.profiles.find(({ name }) => name === 'v6')?.capabilities ?? [];
  const some = applying(cases, { ...OFFER, profile: 'v6', capabilities: all });
  const of = cases.filter(({ profiles }) => profiles.includes('v6')).length;
  assert.deepEqual(some, { count: of, line: `ok    syndbg/v6: ${of} of ${of} cases apply` });
  const none = /^FAILS syndbg\/upstream: of \d+ cases none applies, so that run has nothing to run: /;
  const needy = cases.filter(({ needs }) => needs.join() === 'hypercalls');
  const { line } = applying(needy, OFFER);
  assert.match(line, none);
  assert.match(line, /: declare hypercalls first, which is all that [1-9]\d* of them lack$/);
  const needier = cases.filter(({ needs }) => needs.length > 1);
  assert.match(applying(needier, OFFER).line, none);
  assert.match(applying(needier, OFFER).line, /: \d+ of them say "needs \w+ and .*, which the subject/);
});

/** What configurations ask for needs no operation. */
function ofTheConfig({ operations }: Machine): readonly string[] {
  const asked = Object.values(operations['reset'] ?? {});
  return [INSIGHT, ...asked.flatMap((need) => (typeof need === 'string' ? [need] : Object.values(need)))];
}

for (const machine of MACHINES) {
  test(`${machine.name}: the examples reach core and every capability of each profile`, () => {
    const examples = values(machine.name, 'op');
    for (const { name, capabilities } of machine.profiles) {
      const reference = referenceModel({ machine: machine.name, profile: name, choices: {} });
      const runs = values(machine.name, 'config').flatMap((config) =>
        runsOf(machine, reference, config, examples, capabilities),
      );
      const ops = runs.flatMap((looks) => looks.slice(1).map(({ op }) => op));
      const reached = new Set(ops.flatMap((op) => capabilitiesOf(machine.operations, op)));
      const missing = capabilities.filter((one) => !reached.has(one) && !ofTheConfig(machine).includes(one));
      assert.deepEqual(missing, [], name);
    }
  });

  test(`${machine.name}: an example of a configuration is core`, () => {
    const asked = values(machine.name, 'config').map((config) =>
      capabilitiesOf(machine.operations, { ...config, op: 'reset' }),
    );
    assert.ok(asked.some((capabilities) => capabilities.length === 0));
  });

  test(`${machine.name}: what asks for a capability that is not there is not asked`, () => {
    const [profile] = machine.profiles;
    const reference = referenceModel({ machine: machine.name, profile: profile?.name ?? '', choices: {} });
    const [config] = values(machine.name, 'config');
    const runs = runsOf(machine, reference, config ?? {}, values(machine.name, 'op'), []);
    const asked = runs.flatMap((looks) =>
      looks.slice(1).flatMap(({ op }) => capabilitiesOf(machine.operations, op)),
    );
    assert.deepEqual(asked, []);
  });
}
