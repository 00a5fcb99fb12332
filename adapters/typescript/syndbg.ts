/**
 * The Hyper-V synthetic debugger of KVM as the reviewer of its patch wanted it, as a subject of hvspec (profile
 * review): a capability that userspace enables, and no exit and no guest write before. Copy me.
 *
 *     node -r ts-node/register/transpile-only adapters/typescript/syndbg.ts
 */
import type { Fields, Instance, Offer } from './hvspec';
import { Lacks, Misuse, serve } from './hvspec';
import { CONTROL, edit, ioctl, leafOf, newVm, SIX } from './syndbg-host';
import type { Config, Op, Vcpu, Vm } from './syndbg-types';

const OFFER: Offer = {
  machine: 'syndbg',
  profile: 'review',
  capabilities: [
    'trace',
    'hypercalls',
    'cpuid-tables',
    'supported-cpuid',
    'capabilities',
    'msr-lists',
    'cpu-modes',
  ],
  choices: { host_write_exits: 'no', disabled_hypercall: 'access-denied' },
};

const [POST, RETRIEVE, RESET_SESSION] = [0x69n, 0x6an, 0x6bn];
const [INVALID_CODE, INVALID_PARAMETER, ACCESS_DENIED, OPERATION_DENIED] = [2n, 5n, 6n, 8n];

class Syndbg implements Instance<Op> {
  private readonly vms: readonly Vm[];
  private events: Fields[] = [];

  constructor(private readonly config: Config) {
    this.vms = Array.from({ length: config.vms }, () => newVm(config.vcpus));
  }

  inspect(): Fields {
    const view = ({ registers, vcpus }: Vm): Fields => ({
      registers,
      vcpus: vcpus.map(({ stopped }) => ({ stopped })),
    });
    return { vms: this.vms.map(view) };
  }

  step(op: Op): Fields {
    if (op.path === 'emulated') throw new Lacks('emulator');
    if (op.run?.['immediate_exit']) throw new Lacks('immediate-exit');
    const vm = this.vms[op.vm ?? 0];
    const vcpu = vm?.vcpus[op.vcpu ?? 0];
    if (!vm || !vcpu) throw new Misuse('there is no such VM or vCPU');
    this.events = [];
    return { outcome: 'ok', ...this.perform(op, vm, vcpu), events: this.events };
  }

  private perform(op: Op, vm: Vm, vcpu: Vcpu): Fields {
    if (op.op === 'run') return this.enter(op, vcpu, vcpu.resume);
    if (!['wrmsr', 'rdmsr', 'hypercall', 'cpuid'].includes(op.op)) {
      return ioctl(op, vm, vcpu, (verb, of, msr, data) => this.trace(verb, of, msr, data));
    }
    if (vcpu.stopped) throw new Misuse(`the vCPU waits in its ${vcpu.stopped} exit: send run first`);
    return this.enter(op, vcpu, () => this.execute(op, vm, vcpu, op.rip ?? 0x1000n));
  }

  /** KVM_RUN: userspace has written to kvm_run, then the guest goes on. */
  private enter(op: Op, vcpu: Vcpu, guest: () => Fields): Fields {
    edit(vcpu.run, op.run ?? {});
    vcpu.stopped = null;
    vcpu.hasRun = true;
    vcpu.resume = () => ({});
    return guest();
  }

  private execute(op: Op, vm: Vm, vcpu: Vcpu, rip: bigint): Fields {
    switch (op.op) {
      case 'wrmsr':
        return this.write(op, vm, vcpu, rip);
      case 'rdmsr':
        return this.read(op, vm, vcpu, rip);
      case 'hypercall':
        return this.hypercall(op, vm, vcpu, rip);
      default: {
        const { eax = 0n, ebx = 0n, ecx = 0n, edx = 0n } = leafOf(vcpu, op.function) ?? {};
        return { eax, ebx, ecx, edx };
      }
    }
  }

  private write(op: Op, vm: Vm, vcpu: Vcpu, rip: bigint): Fields {
    const name = SIX.get(op.msr);
    if (name === undefined || !vm.active) return fault(op, rip); // SYNDBG-10 and 17
    this.trace('set', vcpu, op.msr, op.value);
    vm.registers[name] = op.value;
    if (name !== 'control' && name !== 'pending_page') return {};
    const { control, send_page, recv_page, pending_page } = vm.registers;
    const shown = {
      type: 3n,
      pad1: 0n,
      msr: op.msr,
      pad2: 0n,
      control,
      status: 0n,
      send_page,
      recv_page,
      pending_page,
    };
    Object.assign(vcpu.run, { pad1: 0n, msr: op.msr, control, status: 0n });
    return this.leave('SYNDBG', vcpu, rip + 2n, shown, () => {
      if (vcpu.run['msr'] === CONTROL) Object.assign(vm.registers, { status: vcpu.run['status'] }); // SYNDBG-24, 25
      return {};
    });
  }

  private read(op: Op, vm: Vm, vcpu: Vcpu, rip: bigint): Fields {
    const value = vm.registers[SIX.get(op.msr) ?? ''];
    if (value === undefined) return { ...fault(op, rip), rax: op.rax ?? 0n, rdx: op.rdx ?? 0n };
    this.trace('get', vcpu, op.msr, value);
    return { value, rax: value & 0xffffffffn, rdx: value >> 32n };
  }

  private hypercall(op: Op, vm: Vm, vcpu: Vcpu, rip: bigint): Fields {
    const code = op.input & 0xffffn;
    if (vm.osId === 0n) return { value: BigInt.asUintN(op.mode === 'prot32' ? 32 : 64, -1000n) }; // -KVM_ENOSYS
    if (op.cpl || op.mode === 'real') return { outcome: 'fault', fault: '#UD', rip };
    if (code !== POST && code !== RETRIEVE && code !== RESET_SESSION) return { value: INVALID_CODE };
    if (code !== RESET_SESSION && op.input & (1n << 16n)) return { value: INVALID_PARAMETER };
    if (!vm.active) return { value: ACCESS_DENIED }; // choice disabled_hypercall
    if (!((vm.registers['options'] ?? 0n) & 4n)) return { value: OPERATION_DENIED };
    const { pad1, control: result } = vcpu.run;
    const shown = { type: 2n, pad1, input: op.input, result, params: [op.ingpa, op.outgpa] };
    return this.leave('HCALL', vcpu, rip, shown, () => ({ value: vcpu.run['control'] }));
  }

  private leave(
    exit: 'SYNDBG' | 'HCALL',
    vcpu: Vcpu,
    rip: bigint,
    shown: Fields,
    resume: () => Fields,
  ): Fields {
    this.events.push({ event: 'exit', exit, reason: 27n, rip, ...shown });
    vcpu.stopped = exit;
    vcpu.resume = resume;
    return {};
  }

  private trace(verb: 'get' | 'set', { id, vpIndex }: Vcpu, msr: bigint, data: bigint): void {
    if (!this.config.trace) return;
    const text = `vcpu_id ${id} vp_index ${vpIndex} msr 0x${msr.toString(16)} data 0x${data.toString(16)}`;
    this.events.push({ event: 'trace', name: `kvm_hv_syndbg_${verb}_msr`, text });
  }
}

function fault({ mode }: Op, rip: bigint): Fields {
  return { outcome: 'fault', fault: '#GP', rip, ...(mode === 'real' ? {} : { error_code: 0n }) };
}

serve('syndbg in TypeScript', '1', [OFFER], (_machine, _profile, config: Config) => new Syndbg(config));
