/** The machines that hvspec knows. A new one is listed here, and nowhere else. */
import type { Machine } from './core/machine';
import { HEKI } from './heki';
import { MKTME } from './mktme';
import { NV } from './nv';
import { SHSTK_MACHINE } from './shstk';
import { SYNDBG } from './syndbg';

export const MACHINES: readonly Machine[] = [SYNDBG, NV, SHSTK_MACHINE, HEKI, MKTME];

/** @throws RangeError with the machines that there are */
export function machineOf(name: string): Machine {
  const found = MACHINES.find((machine) => machine.name === name);
  if (!found) {
    throw new RangeError(`no machine "${name}": there are ${MACHINES.map((m) => m.name).join(', ')}`);
  }
  return found;
}
