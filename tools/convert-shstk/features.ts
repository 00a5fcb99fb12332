/** Sections 1, 7 (exec) and the calls of section 10: features that a task asks for. */
import { callOutcome, failed, num, text } from './observations';
import type { Lab } from './session';
import { firstStack, SCRATCH, Session, smapsOutcome } from './session';

export const OPTIONS: Readonly<Record<string, bigint>> = {
  ENABLE: 0x5001n,
  DISABLE: 0x5002n,
  LOCK: 0x5003n,
  UNLOCK: 0x5004n,
  STATUS: 0x5005n,
  '0x5000': 0x5000n,
  '0x5006': 0x5006n,
};

interface Step {
  readonly op: string;
  readonly arg: string;
  readonly ret: number;
  readonly err: string;
  readonly status: string;
  readonly ssp: string;
  readonly ss_vmas?: number;
}

export function sequences(lab: Lab): void {
  for (const of of lab.observed.of('1.prctl_seq')) {
    const session = new Session(lab);
    for (const step of of.out['steps'] as readonly Step[]) {
      const outcome = step.ret === 0 ? { outcome: 'ok' } : { outcome: 'error', error: step.err };
      session.prctl(OPTIONS[step.op] ?? 0n, step.op === 'STATUS' ? SCRATCH : BigInt(step.arg), 1, {
        of,
        outcome,
      });
      session.status(of, BigInt(step.status));
      session.rdssp(of, BigInt(step.ssp));
      if (step.ss_vmas !== undefined) session.stacks(of, BigInt(step.ss_vmas));
    }
    const words = { features: text(of, 'proc_features'), locked: text(of, 'proc_locked') };
    session.step({ op: 'proc_status', thread: 1 }, { of, outcome: { outcome: 'ok', ...words } });
  }
}

export function statusPointers(lab: Lab): void {
  for (const of of lab.observed.of('1.status_badptr')) {
    const session = new Session(lab);
    const pointer = /^ptr=(0x[0-9a-f]+)$/.exec(of.in)?.[1];
    if (pointer === undefined)
      session.step({ op: 'mmap', thread: 1, addr: 0n, size: 0x1000n, prot: 1, place: 'hint' }, 'unprinted');
    session.prctl(0x5005n, pointer === undefined ? lab.top - 0x1000n : BigInt(pointer), 1, {
      of,
      outcome: callOutcome(of),
    });
  }
  for (const of of lab.observed.of('1.status_unaligned')) {
    const session = new Session(lab);
    const page = lab.top - 0x1000n;
    session.step({ op: 'mmap', thread: 1, addr: 0n, size: 0x1000n, prot: 3, place: 'hint' }, 'unprinted');
    for (const addr of [page, page + 8n])
      session.step({ op: 'store', thread: 1, addr, value: 0xffffffffffffffffn }, 'unprinted');
    session.prctl(0x5005n, page + 3n, 1, { of, outcome: callOutcome(of) });
    const [low = '', high = ''] = text(of, 'bytes').split(',');
    session.load(of, page, BigInt(low));
    session.load(of, page + 8n, BigInt(high));
  }
  for (const of of lab.observed.of('1.generic_prctl_shadow_stack')) {
    new Session(lab).step(
      { op: 'prctl', thread: 1, option: Number(/\d+/.exec(of.in)?.[0]) },
      { of, outcome: callOutcome(of) },
    );
  }
}

export function disabling(lab: Lab): void {
  for (const of of lab.observed.of('1.disable_frees')) {
    const session = new Session(lab);
    session.enable();
    session.stacks(of, num(of, 'ss_after_enable'));
    session.prctl(0x5002n, 1n);
    session.rdssp(of, num(of, 'ssp_after_disable'));
    session.stacks(of, num(of, 'ss_after_disable'));
    session.step({ op: 'map_shadow_stack', thread: 1, addr: 0n, size: 0x1000n, flags: 1n }, 'unprinted');
    session.enable();
    const { base, end } = firstStack(lab);
    session.step(
      { op: 'munmap', thread: 1, addr: base, size: end - base },
      { of, outcome: callOutcome(of, {}, 'munmap_own') },
    );
    session.prctl(0x5002n, 1n, 1, { of, outcome: callOutcome(of, {}, 'disable_after_munmap_own') });
  }
}

export function sizes(lab: Lab): void {
  for (const of of lab.observed.of('1.enable_size')) {
    const [, resource = '', value = ''] =
      /^RLIMIT_(STACK|AS)=(default|infinity|0x[0-9a-f]+|4M)/.exec(of.in) ?? [];
    const session = new Session(lab, { overcommit: of.in.endsWith('overcommit=1') });
    const limit =
      value === '4M'
        ? 0x400000n
        : value === 'infinity'
          ? 0xffffffffffffffffn
          : value.startsWith('0x')
            ? BigInt(value)
            : null;
    if (limit !== null)
      session.step(
        { op: 'setrlimit', thread: 1, resource: resource.toLowerCase(), value: limit },
        'unprinted',
      );
    session.prctl(0x5001n, 1n, 1, { of, outcome: callOutcome(of) });
    if ('status' in of.out) session.status(of, num(of, 'status'));
    if (!('ssp' in of.out)) continue;
    session.rdssp(of, num(of, 'ssp'));
    if (!failed(of))
      session.step({ op: 'smaps', thread: 1, addr: num(of, 'ssp') - 8n }, { of, outcome: smapsOutcome(of) });
  }
}

export function exec(lab: Lab): void {
  for (const of of lab.observed.of('7.execve')) {
    const session = new Session(lab);
    session.enable();
    session.enable(2n);
    if (of.in.includes('LOCK')) session.prctl(0x5003n, 0xffffffffffffffffn);
    session.step({ op: 'execve', thread: 1, marked: false }, 'unprinted');
    const words = { features: text(of, 'features'), locked: text(of, 'locked') };
    session.step({ op: 'proc_status', thread: 1 }, { of, outcome: { outcome: 'ok', ...words } });
    session.status(of, num(of, 'status'));
    session.rdssp(of, num(of, 'ssp'));
    session.prctl(0x5001n, 1n, 1, { of, outcome: callOutcome(of, {}, 'enable_after') });
  }
}

/** int 0x80 and x32: the same calls through the other entries. */
export function otherEntries(lab: Lab): void {
  for (const of of [
    ...lab.observed.of('10.int80_arch_prctl'),
    ...lab.observed.of('10.int80_arch_prctl_with_shstk'),
  ]) {
    const session = new Session(lab);
    if (of.test.endsWith('with_shstk')) session.enable();
    const arg = of.in === 'STATUS' ? SCRATCH : 1n;
    session.step(
      { op: 'arch_prctl', thread: 1, option: OPTIONS[of.in], arg, entry: '32' },
      { of, outcome: callOutcome(of) },
    );
    session.status(of, num(of, 'status_after'));
    if ('ssp' in of.out) session.rdssp(of, num(of, 'ssp'));
  }
  for (const of of lab.observed.of('10.x32_arch_prctl')) {
    const session = new Session(lab);
    session.step(
      { op: 'arch_prctl', thread: 1, option: 0x5001n, arg: 1n, entry: 'x32' },
      { of, outcome: callOutcome(of) },
    );
    session.status(of, num(of, 'status_after'));
  }
  for (const of of lab.observed.of('10.x32_map_shadow_stack')) {
    new Session(lab).step(
      { op: 'map_shadow_stack', thread: 1, addr: 0n, size: 0x1000n, flags: 0n, entry: 'x32' },
      { of, outcome: callOutcome(of) },
    );
  }
  compatMaps(lab);
}

function compatMaps(lab: Lab): void {
  const session = new Session(lab);
  const call = (input: string, addr: bigint, flags: bigint): void => {
    const of = lab.observed.find('10.int80_map_shadow_stack', input);
    const error = of?.out['err'];
    session.maybe(
      { op: 'map_shadow_stack', thread: 1, addr, size: 0x1000n, flags, entry: '32' },
      of,
      (one) => (error === '0' ? { outcome: 'ok', value: num(one, 'ret32') } : { outcome: 'error', error }),
    );
  };
  call('453,0,4096,0', 0n, 0n);
  call('453,0,4096,SET_TOKEN', 0n, 1n);
  call('453,0x10000000,4096,0', 0x10000000n, 0n);
}
