/** The two entries that versions of the interface leave at a signal (arch/x86/kernel/shstk.c). */
import { BIT63, TASK_SIZE_MAX } from './abi';
import type { SignalEntry } from './rules';

/** A token directly below the SSP that it names, with the bit of 64-bit mode, as RSTORSSP has them. */
export const TOKEN_ENTRY: SignalEntry = {
  isToken: true,
  stored: (ssp) => ssp | 1n,
  restored: ({ ssp, entry }) => {
    if (entry === null || (entry & 3n) !== 1n) return null;
    const value = entry & ~3n;
    return isUserWord(value) && value - 8n === ssp ? value : null;
  },
};

/** The SSP with bit 63, which no token and no return address has. */
export const MARKED_ENTRY: SignalEntry = {
  isToken: false,
  stored: (ssp) => ssp | BIT63,
  restored: ({ ssp, entry, outside }) => {
    if ((ssp & 7n) !== 0n || outside || entry === null) return null;
    // Without bit 63 it is no address of user mode.
    const value = entry ^ BIT63;
    return isUserWord(value) ? value : null;
  },
};

function isUserWord(address: bigint): boolean {
  return (address & 7n) === 0n && address < TASK_SIZE_MAX;
}
