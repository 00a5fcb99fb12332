/** The machines that can be put into a box: what their guest is, and what it takes to emulate it. */

/** Debian's names. */
export type Architecture = 'amd64' | 'arm64';

export interface Guest {
  readonly machine: string;
  readonly architecture: Architecture;
  /** The adapter in adapters/c that is the guest's init. */
  readonly adapter: string;
  /** MiB of memory. */
  readonly memory: number;
  /** -machine, -cpu and what else makes the board what the adapter needs. */
  readonly board: (accel: Accel) => readonly string[];
  /** The kernel's command line. */
  readonly append: string;
  /** Of Bochs, which emulates the machine in QEMU's place: the CPU model. */
  readonly bochs?: string;
  /** Why no KVM can run it. */
  readonly onlyEmulated?: string;
  /** The oldest QEMU that emulates what the machine is about: major and minor. */
  readonly atLeast: readonly [number, number];
}

export type Accel = 'kvm' | 'tcg';

/** Modules that a guest may need, in the groups that its init asks for; those that a kernel has built in are no file. */
export interface Group {
  readonly group: string;
  readonly modules: readonly string[];
}

const VIRTIO: Group = { group: 'virtio', modules: ['virtio-pci', 'virtio-console'] };

export const MODULES: Readonly<Record<Architecture, readonly Group[]>> = {
  amd64: [VIRTIO, { group: 'kvm-amd', modules: ['kvm-amd'] }, { group: 'kvm-intel', modules: ['kvm-intel'] }],
  arm64: [VIRTIO],
};

/** For all: nothing of these is judged, and each saves an emulator time. */
const QUICK = 'quiet panic=-1 mitigations=off nokaslr rcupdate.rcu_expedited=1';

/** Less what TCG of QEMU 7.2 lacks: the same guest in each version, and no warnings. */
const EPYC = [
  'EPYC',
  ...[
    'rdseed',
    'sha-ni',
    'fxsr-opt',
    'misalignsse',
    '3dnowprefetch',
    'osvw',
    'topoext',
    'nrip-save',
    'xsavec',
  ],
].join(',-');

export const GUESTS: readonly Guest[] = [
  {
    machine: 'syndbg',
    architecture: 'amd64',
    adapter: 'syndbg-kvm',
    memory: 256,
    // EPYC has SVM, which QEMU's TCG emulates; VMX it does not.
    board: (accel) => ['-machine', `pc,accel=${accel},hpet=off`, '-cpu', accel === 'kvm' ? 'host' : EPYC],
    // Without debugfs creating a VM is six times as fast.
    append: `console=ttyS0 ${QUICK} tsc=reliable no_timer_check random.trust_cpu=on debugfs=off`,
    atLeast: [7, 2],
  },
  {
    machine: 'nv',
    architecture: 'arm64',
    adapter: 'nv-kvm',
    memory: 4096,
    // __kvm_read_sanitised_id_reg() in arch/arm64/kvm/sys_regs.c clears ID_AA64MMFR2_EL1.NV.
    onlyEmulated: 'KVM gives its guests no FEAT_NV2',
    board: () => [
      ...['-machine', 'virt,virtualization=on,gic-version=3', '-accel', 'tcg,tb-size=512'],
      // The guest's time is that of its instructions: a timer leaves a run as much room on a busy machine as on an idle one.
      ...['-icount', 'shift=3,sleep=on', '-cpu', 'max,pauth-impdef=on'],
      // How the adapter ends the machine.
      ...['-semihosting-config', 'enable=on,target=native,userspace=on'],
    ],
    append: `console=ttyAMA0 ${QUICK} rdinit=/init kvm-arm.mode=nested`,
    // FEAT_NV2 in target/arm came with QEMU 9.0.
    atLeast: [9, 0],
  },
  {
    machine: 'shstk',
    architecture: 'amd64',
    adapter: 'shstk-linux',
    memory: 512,
    // QEMU's TCG has no shadow stacks.
    bochs: 'arrow_lake',
    onlyEmulated: 'Bochs emulates it',
    board: () => [],
    atLeast: [0, 0],
    append: `console=ttyS0 ${QUICK} rdinit=/init vsyscall=xonly nosmp nopti tsc=reliable lpj=1000000 noreplace-smp random.trust_cpu=on`,
  },
];
