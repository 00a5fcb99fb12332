/** Whether the host's own KVM can run a guest that nests another. */
import { accessSync, constants, readFileSync } from 'node:fs';
import type { Architecture, Guest } from './guests';

export interface Host {
  /** Debian's name of its architecture; as Node has it where no guest has it. */
  readonly architecture: string;
  /** Whether /dev/kvm may be read and written. */
  readonly kvm: boolean;
  /** The modules of KVM that are there, with their parameter `nested`, as in /sys/module/kvm_amd/parameters/nested. */
  readonly nested: Readonly<Record<string, string>>;
}

const ARCHITECTURES: Readonly<Record<string, Architecture>> = { x64: 'amd64', arm64: 'arm64' };
const MODULES = ['kvm_amd', 'kvm_intel'];

/** Why this host cannot run it by KVM, and what to do, as a sentence; null where it can. */
export function withoutKvm(
  { machine, architecture, adapter, onlyEmulated }: Guest,
  host: Host,
): string | null {
  const instead = 'without --accel it is emulated';
  if (onlyEmulated !== undefined)
    return `--accel kvm is not for ${machine}: ${onlyEmulated}; ${instead}, and on a CPU that has it adapters/c/${adapter} runs by itself`;
  if (host.architecture !== architecture)
    return `--accel kvm: the guest of ${machine} is ${architecture}, and this host ${host.architecture}: ${instead}`;
  if (!host.kvm)
    return `--accel kvm: there is no /dev/kvm, or no right to read and write it (group kvm): ${instead}`;
  if (Object.values(host.nested).some((value) => /^[1Y]/.test(value))) return null;
  const [module] = Object.keys(host.nested);
  return module === undefined
    ? `--accel kvm: this host has neither ${MODULES.join(' nor ')}, so its KVM has no SVM or VMX to nest: ${instead}`
    : `--accel kvm: KVM of this host does not nest: load ${module} with nested=1; ${instead}`;
}

/** What is found here. */
export function thisHost(): Host {
  const nested = MODULES.flatMap((module) => {
    const value = read(`/sys/module/${module}/parameters/nested`);
    return value === null ? [] : [[module, value] as const];
  });
  return {
    architecture: ARCHITECTURES[process.arch] ?? process.arch,
    kvm: mayUse('/dev/kvm'),
    nested: Object.fromEntries(nested),
  };
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

function mayUse(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
