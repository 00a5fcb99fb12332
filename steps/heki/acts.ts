/** Heki: what is given and what happens. */
import type { Config, Kernel } from '../../model/heki/types';
import { inTurn } from '../awaitable';
import { valueOfText } from '../tables';
import { given, when } from '../typed';
import { KASLR, KASLR_PHYS_BASE, NO_KASLR } from './layouts';
import { act, arrange, changeHost, lockRequest, nthRange, pinRequest, setupOf, takeAnswers } from './setup';
import { hostOf, hypercallOf, paRangesOf, vaRangesOf } from './tables';

given('a 6.12 kernel {hekiBuild}', function ({ orc, kaslr }) {
  const setup = setupOf(this);
  const { config } = setup;
  const place = kaslr ? { symbols: KASLR, phys_base: KASLR_PHYS_BASE } : { symbols: NO_KASLR };
  setup.config = { ...config, ...place, kernel: { ...config.kernel, orc } };
});

given('the kernel is built with:', function (table) {
  const setup = setupOf(this);
  const { arch, JUMP_LABEL, HEKI, tests, phys_base, cr4 } = table.rowsHash();
  const kernel: Kernel = {
    ...setup.config.kernel,
    ...(arch === undefined ? {} : { arch: arch as Kernel['arch'] }),
    ...(JUMP_LABEL === undefined ? {} : { jump_label: JUMP_LABEL === 'y' }),
    ...(HEKI === undefined ? {} : { heki: HEKI as Kernel['heki'] }),
    ...(tests === undefined ? {} : { tests: tests === 'y' }),
  };
  const place: Partial<Config> = {
    ...(phys_base === undefined ? {} : { phys_base: valueOfText(phys_base) }),
    ...(cr4 === undefined ? {} : { guest_cr4: valueOfText(cr4) }),
  };
  setup.config = { ...setup.config, ...place, kernel };
});

given('a host {hekiSeries}', function (series) {
  changeHost(this, { series });
});

given('the host of the VM has:', function (table) {
  changeHost(this, hostOf(table.rowsHash()));
});

given('the host answers the next hypercalls with {string}', function (answers) {
  setupOf(this).answers = answers.split(', ').map((text) => BigInt.asUintN(64, BigInt(text)));
});

given('the VM has locked:', function (table) {
  return arrange(this, lockRequest(paRangesOf(table)));
});

given('the VM has locked {int} pages with {u64}', function (count, attributes) {
  const requests = Array.from({ length: count }, (_, n) => lockRequest([nthRange(n, attributes)]));
  return inTurn(requests, (op) => arrange(this, op));
});

given('the VM has pinned {u64} in CR{int}', function (mask, cr) {
  return arrange(this, pinRequest(this, cr, mask));
});

when('the kernel parses {string}', function (parameter) {
  return act(this, { op: 'param', parameter });
});

when('early init runs', function () {
  return act(this, { op: 'early_init' });
});

when('early init runs without memory', function () {
  return act(this, { op: 'early_init', alloc: 'fail' });
});

when('late init runs', function () {
  return act(this, { op: 'late_init' });
});

when('late init runs with an array that the host cannot read', function () {
  return act(this, { op: 'late_init', array_readable: false });
});

when('a backend is plugged that returns {int} and {int}', function (protect, lock) {
  return act(this, { op: 'plug', backend: 'stub', protect, lock });
});

when('a backend is plugged that {hekiMeddles}', function (meddles) {
  return act(this, { op: 'plug', backend: 'stub', meddles });
});

when('the kernel converts:', function (table) {
  return act(this, { op: 'convert', ranges: vaRangesOf(table) });
});

when('the kernel converts {int} pages', function (count) {
  const page = (i: number): bigint => 0xffffffff81000000n + 0x1000n * BigInt(i);
  const ranges = Array.from({ length: count }, (_, i) => ({
    va_start: page(i),
    va_end: page(i + 1),
    attributes: 1n,
  }));
  return act(this, { op: 'convert', ranges });
});

when('the guest probes with KVM {switch}', function (kvm) {
  return act(this, { op: 'probe', kvm, ...takeAnswers(this) });
});

when('the backend protects {int} ranges at {u64}', function (num, pa) {
  return act(this, { op: 'protect_ranges', pa, num, ...takeAnswers(this) });
});

when('the backend locks control registers', function () {
  return act(this, { op: 'lock_crs', ...takeAnswers(this) });
});

when('the guest asks to lock:', function (table) {
  return act(this, lockRequest(paRangesOf(table)));
});

when('the guest makes hypercall {int} with:', function (nr, table) {
  return act(this, hypercallOf(nr, table.rowsHash()));
});

when('the guest pins {u64} in CR{int}', function (mask, cr) {
  return act(this, pinRequest(this, cr, mask));
});

when('{hekiAccess} GFN {u64}', function (access, gfn) {
  return act(this, { op: 'access', gpa: gfn << 12n, ...access });
});

when('the host sees an access with:', function (table) {
  const { gpa = '', error_code = '', gva = '0x0' } = table.rowsHash();
  return act(this, {
    op: 'access',
    gpa: valueOfText(gpa),
    error_code: valueOfText(error_code),
    gva: valueOfText(gva),
  });
});

when('vCPU {int} writes {u64} to CR{int}', function (vcpu, value, cr) {
  return act(this, { op: 'write_cr', vcpu, cr, value });
});

when("KVM's emulator writes {u64} to CR{int}", function (value, cr) {
  return act(this, { op: 'write_cr', cr, value, path: 'emulator' });
});

when('another kernel boots in the VM', function () {
  return act(this, { op: 'reboot' });
});

when('the kernel sets its enable flag {switch}', function (value) {
  return act(this, { op: 'set_flag', value });
});

when('the kernel seals its read-only data', function () {
  return act(this, { op: 'mark_readonly' });
});

when('the boot order is read', function () {
  return act(this, { op: 'boot_order' });
});
