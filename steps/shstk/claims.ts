/** Shadow stacks: what must be seen. */
import { show } from '../../model/core/compare';
import { hex } from '../../model/core/u64';
import type { Event, HandlerEvent, Inspection, MappingView, Ok, ThreadView } from '../../model/shstk/types';
import type { Lab, View } from '../lab';
import { expectFields } from '../tables';
import { then } from '../typed';
import { threadOf } from './acts';

then('it faults with {segv}', function (fault) {
  return this.check(({ outcome }) => expectFields(fault, outcome));
});

then('it fails', function () {
  return this.check(({ outcome }) => {
    if (outcome.outcome !== 'error') throw new Error(`expected an error, got ${show(outcome)}`);
  });
});

then('it stores {u64}', function (value) {
  return this.check(({ outcome }) => expectFields({ outcome: 'ok', stored: [value] }, outcome));
});

then('it shows features {string} and locks {string}', function (features, locked) {
  return this.check(({ outcome }) => expectFields({ outcome: 'ok', features, locked }, outcome));
});

then('its VmFlags include {string}', function (flag) {
  return this.check(({ outcome }) => {
    const { vmflags = '' } = outcome as Partial<Ok>;
    if (!vmflags.split(' ').includes(flag))
      throw new Error(`expected ${flag} among the VmFlags "${vmflags}"`);
  });
});

then('the handler of {signame} runs with SSP {u64}', async function (signo, ssp) {
  const id = await threadOfLast(this);
  const { space } = await threadView(this, id);
  const own =
    ssp === 0n
      ? []
      : [`threads.${id}.ssp`, ...[ssp, ssp + 8n].map((at) => `spaces.${space}.words.${hex(at)}`)];
  await this.check(
    ({ events }) => {
      const handler = (events as readonly Event[]).find(
        (event): event is HandlerEvent => event.event === 'handler',
      );
      expectFields({ event: 'handler', signo, ssp }, handler ?? { event: 'none' });
    },
    { events: 1, paths: [...own, `threads.${id}.frames`, `threads.${id}.depth`] },
  );
});

then('no handler runs', function () {
  return this.check(({ events }) => {
    if (events.some(({ event }) => event === 'handler'))
      throw new Error(`expected no handler, got ${show(events)}`);
  });
});

then('a second signal, SI_KERNEL, kills the program', function () {
  return this.check(
    ({ events }) => {
      const wanted = [
        { event: 'signal', signo: 11, si_code: 'SI_KERNEL' },
        { event: 'killed', signo: 11 },
      ];
      expectFields({ events: wanted }, { events: events.filter(({ event }) => event !== 'log') });
    },
    { events: 2 },
  );
});

then('the program is killed by {signame}', function (signo) {
  return this.check(
    ({ events }) => expectFields({ event: 'killed', signo }, events.at(-1) ?? { event: 'none' }),
    { events: 1 },
  );
});

then('the kernel logs {string} with code {int} and SSP {u64}', function (name, error, ssp) {
  return this.check(
    ({ events }) => expectFields({ event: 'log', name, error, ssp }, events[0] ?? { event: 'none' }),
    { events: 1 },
  );
});

then('the kernel logs nothing', function () {
  return this.check(({ events }) => {
    if (events.some(({ event }) => event === 'log'))
      throw new Error(`expected no line in the log, got ${show(events)}`);
  });
});

then('the {member} of {task} is {u64}', async function (member, actor, value) {
  const id = threadOf(actor);
  await this.check(({ state }) => expectFields({ [member]: value }, viewOf(state, id)), {
    paths: [`threads.${id}.${member}`],
  });
});

then('{task} is gone', async function (actor) {
  const id = threadOf(actor);
  await this.check(
    ({ state }) => {
      if ((state as Inspection).threads[id]) throw new Error(`expected thread ${id} to be gone`);
    },
    { paths: [`threads.${id}`, `processes.${id}`, `spaces.${id}`] },
  );
});

then('the normal stack of {task} is {int} frame(s) deep', async function (actor, depth) {
  const id = threadOf(actor);
  await this.check(({ state }) => expectFields({ depth }, viewOf(state, id)), {
    paths: [`threads.${id}.depth`, `threads.${id}.frames`],
  });
});

then('the innermost frame of {task} is on the alternate stack', async function (actor) {
  const id = threadOf(actor);
  await this.check(({ state }) => expectFields({ altstack: true }, viewOf(state, id).frames[0]), {
    paths: [`threads.${id}.frames`],
  });
});

then('the word at {u64} is {u64}', function (address, value) {
  return checkWord(this, 1, address, value);
});

then('the word at {u64} of {task} is {u64}', function (address, actor, value) {
  return checkWord(this, threadOf(actor), address, value);
});

then('{u64} to {u64} is {memory}', function (start, end, kind) {
  return checkMemory(this, 1, start, end, kind);
});

then('{u64} to {u64} of {task} is {memory}', function (start, end, actor, kind) {
  return checkMemory(this, threadOf(actor), start, end, kind);
});

async function checkWord(lab: Lab, id: number, address: bigint, value: bigint): Promise<void> {
  const { space } = await threadView(lab, id);
  await lab.check(
    ({ state }) => {
      const got = (state as Inspection).spaces[space]?.words[hex(address)] ?? 0n;
      expectFields({ [hex(address)]: value }, { [hex(address)]: got });
    },
    { paths: [`spaces.${space}.words.${hex(address)}`] },
  );
}

async function checkMemory(lab: Lab, id: number, start: bigint, end: bigint, kind: string): Promise<void> {
  const { space } = await threadView(lab, id);
  await lab.check(
    ({ state }) => {
      const maps = Object.entries((state as Inspection).spaces[space]?.maps ?? {}).map(([at, map]) => ({
        start: BigInt(at),
        ...map,
      }));
      const got = kindOf(maps, start, end);
      if (got !== kind) throw new Error(`expected ${hex(start)} to ${hex(end)} to be ${kind}, it is ${got}`);
    },
    { paths: [`spaces.${space}.maps`] },
  );
}

/** `shadow`, `ordinary` or `unmapped` where that is so of every byte; a mapping may begin or end further out. */
function kindOf(
  maps: readonly (MappingView & { readonly start: bigint })[],
  start: bigint,
  end: bigint,
): string {
  const hit = maps.filter((map) => map.start < end && map.end > start);
  if (hit.length === 0) return 'unmapped';
  const bytes = hit.reduce(
    (sum, map) => sum + (map.end < end ? map.end : end) - (map.start > start ? map.start : start),
    0n,
  );
  const kinds = new Set(hit.map(({ shadow }) => (shadow ? 'shadow' : 'ordinary')));
  return bytes === end - start && kinds.size === 1
    ? ([...kinds][0] as string)
    : 'partly one thing and partly another';
}

function viewOf(state: View['state'], id: number): ThreadView {
  const view = (state as Inspection).threads[id];
  if (!view) throw new Error(`there is no thread ${id} any more`);
  return view;
}

async function threadView(lab: Lab, id: number): Promise<ThreadView> {
  return viewOf(await lab.options.subject.inspect(), id);
}

/** The thread that the last operation was about. */
async function threadOfLast(lab: Lab): Promise<number> {
  const op = lab.trace.at(-1)?.op as { thread?: number } | undefined;
  return Promise.resolve(op?.thread ?? 1);
}
