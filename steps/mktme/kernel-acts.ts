/** MKTME: what the kernel does, reads and looks up. */
import type { Op } from '../../model/mktme/types';
import { act } from './course';
import type { Allocation, KernelCall } from './kernel-words';
import type { Layout } from './places';
import { addressOf, placeAt } from './places';

function opOfCall(layout: Layout, one: KernelCall): Op {
  switch (one.call) {
    case 'enable':
    case 'disable':
      return { op: one.call };
    case 'hotplug':
    case 'hotremove':
      return { op: one.call, start: one.start, end: one.end };
    case 'mark_rodata_ro':
      return { op: one.call, start: addressOf(layout, one.start), end: addressOf(layout, one.end) };
    case 'detect':
      return { op: 'detect', keyid_bits: one.keyidBits, phys_bits: one.physBits };
    case 'size':
      return {
        op: 'setup_direct_mapping_size',
        memory: one.memory,
        padding_tib: one.spare,
        virtual_bits: one.bits,
      };
    case 'page_to_virt':
    case 'page_keyid':
      return { op: one.call, pfn: one.frame };
    case 'pa':
      return { op: one.call, va: addressOf(layout, one.at) };
  }
}

function callOfOp(layout: Layout, op: Op | undefined): KernelCall | null {
  switch (op?.op) {
    case 'enable':
    case 'disable':
      return { call: op.op };
    case 'hotplug':
    case 'hotremove':
      return { call: op.op, start: op.start, end: op.end };
    case 'mark_rodata_ro':
      return { call: op.op, start: placeAt(layout, op.start), end: placeAt(layout, op.end) };
    case 'detect':
      return { call: op.op, keyidBits: op.keyid_bits, physBits: op.phys_bits };
    case 'setup_direct_mapping_size':
      return { call: 'size', memory: op.memory, spare: op.padding_tib, bits: op.virtual_bits };
    case 'page_to_virt':
    case 'page_keyid':
      return { call: op.op, frame: op.pfn };
    case 'pa':
      return { call: op.op, at: placeAt(layout, op.va) };
    default:
      return null;
  }
}

function opOfAllocation({ keyid, frame: pfn, order: n, cleared }: Allocation): Op {
  const pages = { pfn, ...(n === 0 ? {} : { order: n }) };
  if (keyid === null) return { op: 'free_encrypted_page', ...pages };
  return { op: 'prep_encrypted_page', ...pages, keyid, ...(cleared ? { zero: true } : {}) };
}

export const KERNEL_ACTS = [
  act('the kernel {kernelCall}', {
    ops: ({ config }, call) => opOfCall(config, call),
    say: ([op], { config }) => {
      const call = callOfOp(config, op);
      return call && [call];
    },
  }),
  act('the kernel {accesses} {place}', {
    ops: ({ config }, how, place) => {
      if (place.area !== 'C') throw new RangeError('only C and its copies are accessed');
      const op = { op: 'access', va: addressOf(config, { ...place, keyid: 0 }), keyid: place.keyid } as const;
      return how === 'read' ? op : { ...op, how };
    },
    say: ([op], { config }) =>
      op?.op === 'access' ? [op.how ?? 'read', { ...placeAt(config, op.va), keyid: op.keyid }] : null,
  }),
  act('the page allocator {allocation}', {
    ops: (_setup, allocation) => opOfAllocation(allocation),
    say: ([op]) => {
      if (op?.op !== 'prep_encrypted_page' && op?.op !== 'free_encrypted_page') return null;
      const { pfn: frame, order = 0 } = op;
      const given = op.op === 'prep_encrypted_page';
      return [{ keyid: given ? op.keyid : null, frame, order, cleared: given && op.zero === true }];
    },
  }),
] as const;
