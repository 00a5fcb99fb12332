/** Sections 4 and 8.overflow: returns, and how much room a signal finds. */
import { RET, SIGRETURN } from './handler';
import { died, terminal } from './ends';
import { num } from './observations';
import type { Lab } from './session';
import { Session } from './session';

/** Section 4: returns through frames that differ, or are older than the feature. */
export function returns(lab: Lab): void {
  for (const test of ['4.ret_mismatch', '4.lret']) {
    const of = lab.observed.find(test, 'terminal');
    if (!of) continue;
    const session = new Session(lab);
    session.catchFaults();
    session.enable();
    for (let i = 0; i < 7; i += 1)
      session.step({ op: 'call', thread: 1, ret: 0x400800n + BigInt(i) }, 'unprinted');
    if (test === '4.ret_mismatch')
      session.step({ op: 'overwrite', thread: 1, what: 'return', frame: 0, value: 0x400900n }, 'unprinted');
    terminal(session, test === '4.lret' ? { ...RET, far: true } : RET, of);
  }
  const old = lab.observed.find('4.ret_to_frame_older_than_enable', 'terminal');
  if (old) {
    const session = new Session(lab);
    session.catchFaults();
    session.step({ op: 'call', thread: 1, ret: 0x400a00n }, 'unprinted');
    session.enable();
    terminal(session, RET, old);
  }
  const off = lab.observed.find('6.no_restorer_shstk_off', 'terminal');
  if (off) {
    const session = new Session(lab);
    session.catchFaults();
    session.handler(10, null);
    terminal(session, { op: 'signal', thread: 1, signo: 10 }, off);
  }
}

/** How much room is left when the signal arrives: SSP is put near the base by a forged token. */
export function room(lab: Lab): void {
  for (const [i, name] of [1, 2, 3, 4].entries()) {
    const left = BigInt((i + 1) * 8);
    const input = `SSP=base+${String(left)} when SIGUSR1 arrives`;
    const own = lab.observed.of('6.signal_room').filter((one) => one.in === input);
    const done = own.find((one) => 'resumed' in one.out);
    for (const base of own.filter((one) => 'base' in one.out)) {
      const session = new Session(lab);
      session.enable();
      session.step(
        { op: 'map_shadow_stack', thread: 1, addr: 0n, size: 0x1000n, flags: 0n },
        { of: base, outcome: { outcome: 'ok', value: num(base, 'base') } },
      );
    }
    const traced =
      name === 1 ? lab.observed.of('T.traced_signal').filter((one) => one.in === 'SSP=base+8') : [];
    if (!done && traced.length === 0) continue;
    const session = new Session(lab);
    const at = lab.top - 0x1000n + left;
    session.catchFaults();
    session.handler(10);
    for (const feature of [1n, 2n]) session.enable(feature);
    session.step({ op: 'map_shadow_stack', thread: 1, addr: 0n, size: 0x1000n, flags: 0n }, 'unprinted');
    session.step({ op: 'wrss', thread: 1, addr: at - 8n, value: at | 1n }, 'unprinted');
    session.step({ op: 'rstorssp', thread: 1, addr: at - 8n }, 'unprinted');
    session.step({ op: 'incssp', thread: 1, count: 1 }, 'unprinted');
    const signal = { op: 'signal', thread: 1, signo: 10 };
    if (!done) {
      died(session, signal, traced, null);
      continue;
    }
    session.rdssp(done, num(done, 'ssp_before'));
    session.step(signal, {
      of: done,
      outcome: { outcome: 'ok', events: [{ event: 'handler', signo: 10, ssp: num(done, 'handler_ssp') }] },
    });
    session.step(RET, 'unprinted');
    session.step(SIGRETURN, { of: done, outcome: { outcome: 'ok' } });
    session.rdssp(done, num(done, 'ssp_after'));
  }
}
