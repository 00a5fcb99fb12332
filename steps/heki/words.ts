/** Heki: kernels, hosts, the steps of a boot, who touches memory and registers, and how. */
import { hex, parseU64 } from '../../model/core/u64';
import type {
  Access,
  Boot,
  CheckExtension,
  EarlyInit,
  EnableCap,
  Host,
  LateInit,
  LockCrs,
  MarkReadonly,
  Plug,
  Probe,
  ProtectRanges,
  Reboot,
  WriteCr,
} from '../../model/heki/types';
import type { Word } from '../phrases/word';
import { alternatives, namesWord } from '../phrases/word';
import type { CrValue } from './registers';
import { BITS, bitsOf, bitsText, VALUE, valueOf } from './registers';

/** What is unusual the next time that it matters. */
export type Turn = 'no-memory' | 'array-unreadable' | 'interrupt' | { readonly answers: readonly bigint[] };

/** A kernel of the two layouts, with the ORC tables or without. */
const hekiKernel = namesWord({
  'with ORC tables': { orc: true, kaslr: false },
  'without ORC tables': { orc: false, kaslr: false },
  'placed by KASLR': { orc: true, kaslr: true },
});

/** What comes with something that a scenario names. */
export type Part = 'kernel' | 'host';

const hekiPart = namesWord<Part>({ kernel: 'kernel', host: 'host' });

const hekiSeries = namesWord<Host['series']>({
  'without Heki': 'none',
  'with 4/9': '4/9',
  'with 8/9': '8/9',
});

const troubles = namesWord<Turn>({
  'the kernel has no memory': 'no-memory',
  'the host cannot read the array': 'array-unreadable',
  'the kernel is in interrupt context': 'interrupt',
});

const ANSWERS = 'the host answers ';

/** What is unusual the next time; answers are what RAX holds, in decimal and with a sign. */
const hekiTurn: Word<Turn> = {
  pattern: new RegExp(`${troubles.pattern.source}|${ANSWERS}-?\\d+(?:, -?\\d+)*`),
  forms: `${troubles.forms}, the host answers -22, the host answers 0, -7`,
  read: (text) => {
    if (!text.startsWith(ANSWERS)) return troubles.read(text);
    const answers = text.slice(ANSWERS.length).split(', ');
    return { answers: answers.map((one) => BigInt.asUintN(64, BigInt(one))) };
  },
  write: (turn) =>
    typeof turn === 'string'
      ? troubles.write(turn)
      : `${ANSWERS}${turn.answers.map((one) => BigInt.asIntN(64, one)).join(', ')}`,
};

/** What runs in a boot, and what a guest's backend runs. */
export type Step = EarlyInit | LateInit | MarkReadonly | Probe | ProtectRanges | LockCrs | Boot;

const steps = namesWord<Step>({
  'early init': { op: 'early_init' },
  'late init': { op: 'late_init' },
  'mark_readonly()': { op: 'mark_readonly' },
  'the probe': { op: 'probe', kvm: true },
  'the probe without KVM': { op: 'probe', kvm: false },
  'lock_crs()': { op: 'lock_crs' },
  'the whole boot': { op: 'boot' },
});

const PROTECT = /^protect_ranges\((0x[0-9a-f_]+), (\d+)\)$/;
/** With the CR4 that the guest has then. */
const LOCK = /^lock_crs\((0x[0-9a-f_]+)\)$/;

const hekiStep: Word<Step> = {
  pattern: new RegExp(
    `${steps.pattern.source}|protect_ranges\\(0x[0-9a-f_]+, \\d+\\)|lock_crs\\(0x[0-9a-f_]+\\)`,
  ),
  forms: `${steps.forms}, lock_crs(0x10_0020), protect_ranges(0x1041_2000, 5)`,
  read: (text) => {
    const [, pa, num] = PROTECT.exec(text) ?? [];
    if (pa !== undefined) return { op: 'protect_ranges', pa: parseU64(pa), num: Number(num) };
    const [, cr4] = LOCK.exec(text) ?? [];
    return cr4 === undefined ? steps.read(text) : { op: 'lock_crs', cr4: parseU64(cr4) };
  },
  write: (step) => {
    if (step.op === 'protect_ranges') return `protect_ranges(${hex(step.pa)}, ${step.num})`;
    const given = step.op === 'lock_crs' ? step.cr4 : undefined;
    return given === undefined ? steps.write(step) : `lock_crs(${hex(given)})`;
  },
};

/** A stand-in for a hypervisor, the pair of KVM, or none. */
export type Plugged = Omit<Plug, 'op'>;

const NAMED: Readonly<Record<string, Plugged>> = {
  'unplugs itself': { backend: 'stub', meddles: 'unplugs' },
  'plugs another': { backend: 'stub', meddles: 'plugs-another' },
  'sets the count to 171': { backend: 'stub', meddles: 'recounts' },
  'sets the ranges to NULL': { backend: 'stub', meddles: 'clears-ranges' },
  "is KVM's": { backend: 'kvm' },
  'is NULL': { backend: 'none' },
};

const hekiStub: Word<Plugged> = {
  pattern: new RegExp(`returns -?\\d+ and -?\\d+|${Object.keys(NAMED).join('|')}`),
  forms: `returns 0 and -22, ${Object.keys(NAMED).join(', ')}`,
  read: (text) => {
    const named = NAMED[text];
    if (named) return named;
    const [protect = 0, lock = 0] = text.match(/-?\d+/g)?.map(Number) ?? [];
    return { backend: 'stub', protect, lock };
  },
  write: ({ backend, protect = 0, lock = 0, meddles }) => {
    const isSo = (one: Plugged): boolean => one.backend === backend && one.meddles === meddles;
    const [name] = Object.entries(NAMED).find(([, one]) => isSo(one)) ?? [];
    return name ?? `returns ${protect} and ${lock}`;
  },
};

/** Who touches a frame, and how, as the error code of the host says it. */
const hekiAccess = namesWord<Pick<Access, 'error_code' | 'path'>>({
  'the guest kernel reads': { error_code: 0x0n },
  'the guest kernel writes': { error_code: 0x2n },
  'the guest kernel executes': { error_code: 0x10n },
  'a guest process writes': { error_code: 0x6n },
  'a guest process executes': { error_code: 0x14n },
  // It faults nowhere, so there is no error code.
  "KVM's emulator writes": { error_code: 0x0n, path: 'emulated' },
  'a device of the host writes': { error_code: 0x2n, path: 'device' },
});

/** Who writes a control register. */
export type Writer = Pick<WriteCr, 'vcpu' | 'path'>;

const crWriter: Word<Writer> = {
  pattern: /vCPU \d+|KVM's emulator|KVM_SET_SREGS|the entry to SMM/,
  forms: "vCPU 0, vCPU 1, KVM's emulator, KVM_SET_SREGS, the entry to SMM",
  read: (text) => {
    if (text.startsWith('vCPU')) return { vcpu: Number(text.slice(5)) };
    if (text === 'the entry to SMM') return { path: 'smm' };
    return { path: text === 'KVM_SET_SREGS' ? 'sregs' : 'emulator' };
  },
  write: ({ vcpu = 0, path }) => {
    if (path === 'sregs') return 'KVM_SET_SREGS';
    if (path === 'smm') return 'the entry to SMM';
    return path === 'emulator' ? "KVM's emulator" : `vCPU ${vcpu}`;
  },
};

const ENABLES = /^enables (KVM_CAP_HEKI_\w+) with (0x[0-9a-fA-F_]+)$/;
const CAPS: readonly EnableCap['cap'][] = ['KVM_CAP_HEKI_CONFIGURE', 'KVM_CAP_HEKI_DENIAL'];

/** What the host's userspace does with the capabilities of the VM. */
const hekiIoctl: Word<EnableCap | CheckExtension> = {
  pattern: new RegExp(`(?:enables|asks for) (?:${alternatives(CAPS)})(?: with 0x[0-9a-fA-F_]+)?`),
  forms: 'enables KVM_CAP_HEKI_DENIAL with 0x3, asks for KVM_CAP_HEKI_CONFIGURE',
  read: (text) => {
    const cap = CAPS.find((one) => text.includes(one));
    const [, , mask] = ENABLES.exec(text) ?? [];
    if (cap === undefined || (mask === undefined) !== text.startsWith('asks for'))
      throw new RangeError(`"userspace ${text}": a mask belongs to what it enables, and to that alone`);
    return mask === undefined
      ? { op: 'check_extension', cap }
      : { op: 'enable_cap', cap, registers: parseU64(mask) };
  },
  write: (op) =>
    op.op === 'enable_cap' ? `enables ${op.cap} with ${hex(op.registers)}` : `asks for ${op.cap}`,
};

const crValue: Word<CrValue> = {
  pattern: new RegExp(`(?:${VALUE}) to CR\\d`),
  forms:
    '0x… to CR0, SMEP+SMAP to CR4, the old value to CR0, the old value without WP to CR0, … with CD to CR0',
  read: (text) => valueOf(text.slice(0, -' to CR0'.length), Number(text.at(-1))),
  write: ({ cr, bits }) => `${bitsText(bits, cr)} to CR${cr}`,
};

const crPins: Word<{ readonly cr: number; readonly mask: bigint }> = {
  pattern: new RegExp(`${BITS} in CR[04]`),
  forms: 'WP in CR0, SMEP+SMAP in CR4, 0x… in CR4',
  read: (text) => {
    const cr = Number(text.at(-1));
    return { cr, mask: bitsOf(text.slice(0, -' in CR0'.length), cr) };
  },
  write: ({ cr, mask }) => `${bitsText(mask, cr)} in CR${cr}`,
};

/** Where another kernel boots; a number is its physical base in the same VM. */
export type Place = NonNullable<Reboot['vm']> | bigint;

const vms = namesWord<NonNullable<Reboot['vm']>>({ 'the VM': 'same', 'another VM of the host': 'another' });
const AT = 'the VM at ';

const hekiVm: Word<Place> = {
  pattern: new RegExp(`${AT}0x[0-9a-f_]+|${vms.pattern.source}`),
  forms: `${vms.forms}, ${AT}0x200_0000`,
  read: (text) => (text.startsWith(AT) ? parseU64(text.slice(AT.length)) : vms.read(text)),
  write: (place) => (typeof place === 'bigint' ? `${AT}${hex(place)}` : vms.write(place)),
};

/** Whose state is looked at; a number is a vCPU's. */
export type Side = 'guest' | 'host' | number;

const hekiSide: Word<Side> = {
  pattern: /the guest|the host|vCPU \d+/,
  forms: 'the guest, the host, vCPU 0',
  read: (text) => (text === 'the guest' ? 'guest' : text === 'the host' ? 'host' : Number(text.slice(5))),
  write: (side) => (typeof side === 'number' ? `vCPU ${side}` : `the ${side}`),
};

/** What is shown as a list: what a conversion gave, what the guest keeps, what the host holds. */
export type List = 'converted' | 'guest' | 'locks';

const hekiList = namesWord<List>({
  'the converted ranges': 'converted',
  "the guest's ranges": 'guest',
  "the host's locks": 'locks',
});

export const WORDS = {
  hekiKernel,
  hekiPart,
  hekiSeries,
  hekiTurn,
  hekiStep,
  hekiStub,
  hekiAccess,
  crWriter,
  crValue,
  crPins,
  hekiIoctl,
  hekiVm,
  hekiSide,
  hekiList,
} as const;
