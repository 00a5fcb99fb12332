/** All that can be seen of the state. */
import type { GfnSlot, Pins, State } from './state';
import { strayOf } from './slots';
import type { Inspection, Slot } from './types';

/** The guest's kernel, what the host holds for the VM, and the control registers of each vCPU. */
export function inspect({ guest, vm, vcpus }: State): Inspection {
  const pins = vm.pins[0] as Pins;
  return {
    guest: {
      built: guest.built,
      enabled: guest.enabled,
      ranges: guest.ranges === null ? null : [...guest.ranges],
      num: guest.num,
      backend: guest.backend?.kind ?? null,
      live: guest.live,
      test: guest.test,
    },
    host: {
      write_slots: usedFirst(vm.write.slots),
      exec_slots: usedFirst(vm.exec.slots),
      exec_locked: vm.execLocked,
      pin_cr0: pins.cr0,
      pin_cr4: pins.cr4,
      stripped: vm.stripped.slice().sort((a, b) => (a < b ? -1 : 1)),
      stray: strayOf(vm),
    },
    vcpus: vcpus.map(({ cr0, cr4 }) => ({ cr0, cr4 })),
  };
}

function usedFirst(slots: readonly (GfnSlot | null)[]): Slot[] {
  return slots
    .map((slot, i) => (slot ? { slot: i, gfn_start: BigInt(slot.start), gfn_end: BigInt(slot.end) } : null))
    .filter((slot) => slot !== null)
    .reverse();
}
