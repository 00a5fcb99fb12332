/** Groups `cfg`, `guest_rd_initial`, `guest_wr`, `guest_rd_after`, `neigh_*`: each CPUID table, with and without enforcement. */
import { enter, expectLike, guestReadSix, read, write } from '../guest';
import type { Lab } from '../session';
import { Session, SIX, WRITE_ORDER } from '../session';
import type { Setup } from '../tables';
import { SETUPS } from '../tables';

/** In the order of the probe. The last two are the crash MSRs, another feature's. */
const NEIGHBOURS = [0x400000f0n, 0x400000f6n, 0x400000f7n, 0x400000fen, 0x400000efn];

export function matrix(lab: Lab): void {
  for (const setup of SETUPS) for (const enforce of [0, 1]) oneSetup(lab, setup, enforce);
}

function oneSetup(lab: Lab, setup: Setup, enforce: number): void {
  const { facts } = lab;
  const name = `${setup}/enforce${enforce}`;
  const s = new Session(lab);
  s.setUp(0, setup, enforce, facts.find('cfg', name));
  const reads = SIX.map(([register]) => facts.find('guest_rd_initial', `${name}/${register}`));
  const writes = SIX.map(([register]) => facts.find('guest_wr', `${name}/${register}`));
  const after = facts.find('guest_rd_after', name);
  const expect = expectLike([...reads, ...writes, after]);
  for (const [i, [, msr]] of SIX.entries()) enter(s, read(0, msr), reads[i] ?? null, {}, expect);
  for (const i of WRITE_ORDER) {
    const to = 0x0123456700000000n | (0x1000n * BigInt(i + 1));
    enter(s, write(0, SIX[i][1], to), writes[i] ?? null, {}, expect);
  }
  guestReadSix(s, 0, after);
  s.hostGetSix(0, after, 'host');
  for (const msr of NEIGHBOURS) {
    const neighbour = `${name}/0x${msr.toString(16)}`;
    enter(s, read(0, msr), facts.find('neigh_guest_rd', neighbour));
    enter(s, write(0, msr, 0n), facts.find('neigh_guest_wr', neighbour));
    const host = facts.find('neigh_host', neighbour) ?? 'missing';
    s.hostGet(0, msr, host);
    s.hostSet(0, msr, 0n, host, 'set_count_0');
    s.hostSet(0, msr, 0x1000n, host, 'set_count_1000');
  }
}
