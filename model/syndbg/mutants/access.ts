/** Mutants of plain storage: what is written, kept and read, and by whom. */
import type { Mutant } from '../../core/machine';
import type { Register } from '../msr';
import { registerOf } from '../msr';
import { UPSTREAM } from '../rules';
import type { Registers } from '../types';
import { mutant, ORIGIN } from './mutant';

const swap = (name: Register): Register =>
  name === 'send_page' ? 'recv_page' : name === 'recv_page' ? 'send_page' : name;

export const ACCESS_MUTANTS: readonly Mutant[] = [
  mutant('registers-start-at-ones', 'SYNDBG-01', ORIGIN.slip, {
    readBack: (name, registers) => (registers[name] === 0n ? 0xffff_ffff_ffff_ffffn : registers[name]),
  }, { invariant: 3 }),
  mutant('options-starts-with-hypercalls', 'SYNDBG-01', ORIGIN.slip, {
    readBack: (name, registers) => (name === 'options' && registers.options === 0n ? 4n : registers[name]),
  }),
  mutant('state-per-vcpu', 'SYNDBG-02', ORIGIN.slip, { bank: (vm, vcpu, vcpus) => vm * vcpus + vcpu }, { invariant: 3 }),
  mutant('state-per-vcpu-v6', 'SYNDBG-02', ORIGIN.slip, { bank: (vm, vcpu, vcpus) => vm * vcpus + vcpu }, { profile: 'v6' }),
  mutant('vcpus-write-past-each-other', 'SYNDBG-02', ORIGIN.slip, {
    bank: (vm, vcpu, vcpus) => vm * vcpus + (vcpu > 0 ? 1 : 0),
  }, { invariant: 9 }),
  mutant('state-shared-between-vms', 'SYNDBG-75', ORIGIN.slip, { bank: () => 0 }),
  mutant('value-page-aligned', 'SYNDBG-04', ORIGIN.doc, {
    stored: (name, value) => (name.endsWith('_page') ? value & ~0xfffn : value),
  }, { invariant: 3 }),
  mutant('control-cut-to-32-bits', 'SYNDBG-04', ORIGIN.slip, {
    stored: (name, value) => (name === 'control' ? value & 0xffff_ffffn : value),
  }),
  mutant('options-masked-to-known-bits', 'SYNDBG-04', ORIGIN.doc, {
    stored: (name, value) => (name === 'options' ? value & 0x7n : value),
  }),
  mutant('status-read-only-to-the-guest', 'SYNDBG-04', ORIGIN.doc, {
    stored: (name, value) => (name === 'status' ? 0n : value),
  }),
  mutant('send-and-recv-swapped-in-store', 'SYNDBG-04', ORIGIN.slip, {
    register: (msr) => {
      const name = registerOf(msr);
      return name === null ? null : swap(name);
    },
    readBack: (name, registers) => registers[swap(name)],
  }),
  mutant('send-and-recv-swapped-in-get', 'SYNDBG-18', ORIGIN.slip, {
    readBack: (name, registers) => registers[swap(name)],
  }, { invariant: 3 }),
  mutant('pending-reads-as-control', 'SYNDBG-18', ORIGIN.slip, {
    readBack: (name, registers: Registers) => registers[name === 'pending_page' ? 'control' : name],
  }),
  mutant('options-out-of-range', 'SYNDBG-16', ORIGIN.slip, {
    register: (msr) => (msr === 0x400000ffn ? null : registerOf(msr)),
  }),
  mutant('range-one-too-long', 'SYNDBG-16', ORIGIN.slip, {
    register: (msr) => (msr === 0x400000f6n ? 'pending_page' : registerOf(msr)),
  }, { invariant: 7 }),
  mutant('range-one-too-early', 'SYNDBG-16', ORIGIN.slip, {
    register: (msr) => (msr === 0x400000f0n ? 'control' : registerOf(msr)),
  }, { invariant: 7 }),
  mutant('range-runs-on-to-options', 'SYNDBG-16', ORIGIN.slip, {
    register: (msr) => (msr > 0x400000f5n && msr < 0x400000ffn ? 'options' : registerOf(msr)),
  }, { invariant: 7 }),
  mutant('unknown-msr-accepted-v6', 'SYNDBG-17', ORIGIN.slip, {
    register: (msr) => (msr === 0x400000f6n || msr === 0x400000f0n ? 'recv_page' : registerOf(msr)),
  }, { profile: 'v6' }),
  mutant('status-write-faults', 'SYNDBG-08', ORIGIN.doc, {
    gate: (vm, vcpu, access, name) => UPSTREAM.gate(vm, vcpu, access, name) && (name !== 'status' || access === 'read'),
  }),
  mutant('reading-back-needs-the-host', 'SYNDBG-18', ORIGIN.slip, {
    readBack: (name, registers) => (name === 'options' ? 0n : registers[name]),
  }),
]; // prettier-ignore
