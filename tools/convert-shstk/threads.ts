/** Section 7: threads and processes; and the switch of section 10. */
import type { Observation } from './observations';
import { callOutcome, Misfit, num, text } from './observations';
import type { Lab } from './session';
import { firstStack, Session } from './session';

const LIMITS: Readonly<Record<string, bigint>> = {
  '64K': 65536n,
  '0x12345': 0x12345n,
  infinity: 0xffffffffffffffffn,
  '8G': 8n << 30n,
  '0': 0n,
};

export function threads(lab: Lab): void {
  for (const of of lab.observed.of('7.thread')) {
    if (of.in === 'enable in child thread only') enabledInChild(lab, of);
    else if (of.in.startsWith('parent SHSTK+WRSS locked')) inherited(lab, of);
    else thread(lab, of);
  }
}

function thread(lab: Lab, of: Observation): void {
  const session = new Session(lab, { overcommit: of.in.endsWith('overcommit 1') });
  session.enable();
  const limit = /RLIMIT_STACK=(\w+)/.exec(of.in)?.[1];
  if (limit !== undefined)
    session.step({ op: 'setrlimit', thread: 1, resource: 'stack', value: LIMITS[limit] }, 'unprinted');
  const asked = /stack_size=(\w+)/.exec(of.in)?.[1];
  const size = asked === undefined ? {} : { stack_size: BigInt(asked) };
  const op = {
    op: 'clone',
    thread: 1,
    vm: true,
    vfork: false,
    same_process: !of.in.includes('process sharing mm'),
    ...size,
  };
  if ('ret' in of.out) return session.step(op, { of, outcome: callOutcome(of) });
  session.step(op, 'unprinted');
  session.step({ op: 'call', thread: 2, ret: 0x400200n }, 'unprinted');
  session.rdssp(of, num(of, 'child_ssp'), 2);
  session.status(of, num(of, 'child_status'), 2);
  const [start = '', end = ''] = text(of, 'child_shstk').split('-');
  const range = { start: BigInt(`0x${start}`), end: BigInt(`0x${end}`), vmflags: text(of, 'vmflags') };
  session.step(
    { op: 'smaps', thread: 2, addr: num(of, 'child_ssp') },
    { of, outcome: { outcome: 'ok', ...range } },
  );
  if (of.in.endsWith('child disables SHSTK'))
    session.prctl(0x5002n, 1n, 2, { of, outcome: callOutcome(of, {}, 'mode_ret') });
  session.step({ op: 'exit', thread: 2 }, 'unprinted');
  // The counts of mappings say that the child's stack is gone and the parent's is not.
  if (num(of, 'ss_vmas_after_exit') === 1n)
    session.step(
      { op: 'smaps', thread: 1, addr: range.start },
      { of, outcome: { outcome: 'error', error: 'ENOENT' } },
    );
  session.rdssp(of, num(of, 'parent_ssp'));
}

function enabledInChild(lab: Lab, of: Observation): void {
  const session = new Session(lab);
  session.step({ op: 'clone', thread: 1, vm: true, vfork: false }, 'unprinted');
  session.prctl(0x5001n, 1n, 2, { of, outcome: callOutcome(of, {}, 'child_enable_ret') });
  session.status(of, num(of, 'parent_status'));
  session.rdssp(of, num(of, 'parent_ssp'));
}

function inherited(lab: Lab, of: Observation): void {
  const session = new Session(lab);
  for (const feature of [1n, 2n]) session.enable(feature);
  session.prctl(0x5003n, 3n);
  session.step({ op: 'clone', thread: 1, vm: true, vfork: false }, 'unprinted');
  session.status(of, num(of, 'child_status'), 2);
  session.prctl(0x5002n, 1n, 2, { of, outcome: callOutcome(of, {}, 'child_disable_ret') });
}

export function forks(lab: Lab): void {
  let locked = false;
  for (const of of lab.observed.of('7.fork')) {
    const session = new Session(lab);
    if (of.in.startsWith('parent')) locked = of.in === 'parent locked SHSTK|WRSS';
    session.enable();
    if (locked) session.prctl(0x5003n, 3n);
    if (!of.in.startsWith('parent')) {
      returned(session, of);
      continue;
    }
    for (let i = 0; i < 4; i += 1)
      session.step({ op: 'call', thread: 1, ret: 0x400300n + BigInt(i) }, 'unprinted');
    session.rdssp(of, num(of, 'parent_ssp'));
    session.step({ op: 'clone', thread: 1, vm: false, vfork: false }, 'unprinted');
    session.rdssp(of, num(of, 'child_ssp'), 2);
    session.status(of, num(of, 'child_status'), 2);
    session.stacks(of, num(of, 'child_ss_vmas'), 2);
    session.prctl(0x5001n, 2n, 2, { of, outcome: callOutcome(of, {}, 'child_enable_wrss') });
    session.prctl(0x5002n, 1n, 2, { of, outcome: callOutcome(of, {}, 'child_disable') });
    session.status(of, num(of, 'child_status_end'), 2);
    session.step({ op: 'exit', thread: 2 }, 'unprinted');
    session.rdssp(of, num(of, 'parent_ssp_after'));
    session.status(of, num(of, 'parent_status'));
    session.stacks(of, num(of, 'parent_ss_vmas'));
  }
}

/** The child comes back through five frames and ends well; had a return faulted, it had been killed. */
function returned(session: Session, of: Observation): void {
  for (let i = 0; i < 5; i += 1)
    session.step({ op: 'call', thread: 1, ret: 0x400400n + BigInt(i) }, 'unprinted');
  session.step({ op: 'clone', thread: 1, vm: false, vfork: false }, 'unprinted');
  if (num(of, 'child_wait') !== 0n) throw new Misfit(of, 'the child did not end well');
  for (let i = 0; i < 5; i += 1) session.step({ op: 'ret', thread: 2 }, { of, outcome: { outcome: 'ok' } });
}

export function vforks(lab: Lab): void {
  for (const of of lab.observed.of('7.vfork')) {
    const session = new Session(lab);
    session.enable();
    session.rdssp(of, num(of, 'parent_ssp'));
    session.step({ op: 'clone', thread: 1, vm: true, vfork: true }, 'unprinted');
    session.rdssp(of, num(of, 'child_ssp'), 2);
    session.status(of, num(of, 'child_status'), 2);
    session.stacks(of, num(of, 'child_ss_vmas'), 2);
    if (of.in === 'child disables SHSTK')
      session.prctl(0x5002n, 1n, 2, { of, outcome: callOutcome(of, {}, 'child_disable') });
    session.step({ op: 'exit', thread: 2 }, 'unprinted');
    session.rdssp(of, num(of, 'parent_ssp_after'));
    session.status(of, num(of, 'parent_status_after'));
    session.stacks(of, num(of, 'parent_ss_vmas_after'));
  }
  for (const of of lab.observed.of('7.clone_vfork_without_vm')) {
    const session = new Session(lab);
    session.enable();
    session.rdssp(of, num(of, 'parent_ssp'));
    session.step({ op: 'clone', thread: 1, vm: false, vfork: true }, 'unprinted');
    session.rdssp(of, num(of, 'child_ssp'), 2);
    session.status(of, num(of, 'child_status'), 2);
    session.prctl(0x5002n, 1n, 2, { of, outcome: callOutcome(of, {}, 'child_disable') });
    const { base } = firstStack(lab);
    if (num(of, 'ss_after_disable') === 1n)
      session.step({ op: 'smaps', thread: 2, addr: base }, { of, outcome: { outcome: 'ok' } });
    session.prctl(0x5001n, 1n, 2, { of, outcome: callOutcome(of, {}, 'child_enable') });
    if (num(of, 'ss_after_enable') === 2n)
      session.step({ op: 'smaps', thread: 2, addr: base }, { of, outcome: { outcome: 'ok' } });
  }
}

/** Section 10: to a new stack by its token, a call there, and back. */
export function contextSwitch(lab: Lab): void {
  for (const of of lab.observed.of('10.context_switch')) {
    const session = new Session(lab);
    const [token, before] = [num(of, 'token_loc'), num(of, 'ssp_before')];
    session.enable();
    session.step({ op: 'map_shadow_stack', thread: 1, addr: 0n, size: 0x2000n, flags: 1n }, 'unprinted');
    session.rdssp(of, before);
    session.step({ op: 'rstorssp', thread: 1, addr: token }, 'unprinted');
    session.step({ op: 'saveprevssp', thread: 1 }, 'unprinted');
    session.step({ op: 'call', thread: 1, ret: 0x400500n }, 'unprinted');
    session.rdssp(of, num(of, 'ssp_inside'));
    session.step({ op: 'ret', thread: 1 }, 'unprinted');
    session.step({ op: 'rstorssp', thread: 1, addr: before - 8n }, 'unprinted');
    session.step({ op: 'saveprevssp', thread: 1 }, 'unprinted');
    session.rdssp(of, num(of, 'ssp_after'));
    session.load(of, token, num(of, 'token_now'));
  }
  for (const of of lab.observed.of('10.vsyscall_gettimeofday')) {
    const session = new Session(lab);
    session.enable();
    session.rdssp(of, num(of, 'ssp_before'));
    session.step(
      { op: 'call', thread: 1, ret: 0x400600n, to: 'vsyscall' },
      { of, outcome: { outcome: 'ok' } },
    );
    session.rdssp(of, num(of, 'ssp_after'));
  }
}
