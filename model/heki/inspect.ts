/** All that can be seen of the state. */
import { once } from '../core/once';
import type { GfnSlot, Guest, State, Vm } from './state';
import { strayOf } from './slots';
import type { GuestView, HostView, Inspection, Slot } from './types';

/** The guest's kernel, what the host holds for the VM, and the control registers of each vCPU. */
export function inspect({ guest, vm, vcpus }: State): Inspection {
  return { guest: guestView(guest), host: hostView(vm), vcpus: vcpus.map(({ cr0, cr4 }) => ({ cr0, cr4 })) };
}

// Most operations change one side alone, and a view that is the same object needs no comparing.

const guestView = once((guest: Guest): GuestView => ({
  built: guest.built,
  enabled: guest.enabled,
  ranges: guest.ranges === null ? null : [...guest.ranges],
  num: guest.num,
  backend: guest.backend?.kind ?? null,
  live: guest.live,
  test: guest.test,
}));

const hostView = once((vm: Vm): HostView => {
  const { pins } = vm;
  return {
    write_slots: usedFirst(vm.write.slots),
    exec_slots: usedFirst(vm.exec.slots),
    exec_locked: vm.execLocked,
    pin_cr0: pins.cr0,
    pin_cr4: pins.cr4,
    stripped: [...vm.stripped].sort((a, b) => (a < b ? -1 : 1)),
    stray: strayOf(vm),
  };
});

/** The used slots, highest first. */
function usedFirst(slots: readonly (GfnSlot | null)[]): Slot[] {
  const used: Slot[] = [];
  slots.forEach((slot, i) => {
    if (slot) used.unshift({ slot: i, gfn_start: BigInt(slot.start), gfn_end: BigInt(slot.end) });
  });
  return used;
}
