/** SynDbg: a vCPU of a VM, and what userspace calls ioctls on. */
export interface VcpuRef {
  readonly vm: number;
  readonly vcpu: number;
}

export interface Fd extends VcpuRef {
  readonly fd: 'system' | 'vm' | 'vcpu';
}

/** A vCPU as text, for patterns. */
export const VCPU = 'vCPU \\d+(?: of VM \\d+)?';

/** A file descriptor as text, for patterns. */
export const FD = `(?:/dev/kvm|VM \\d+|${VCPU})`;

/** Of the first vCPU where the text names none. */
export function vcpuOf(text: string): VcpuRef {
  const [, index = '0', vm = '0'] = /vCPU (\d+)(?: of VM (\d+))?/.exec(text) ?? [];
  return { vm: Number(vm), vcpu: Number(index) };
}

export function vcpuText({ vm, vcpu }: VcpuRef): string {
  return vm === 0 ? `vCPU ${vcpu}` : `vCPU ${vcpu} of VM ${vm}`;
}

export function fdOf(text: string): Fd {
  if (text === '/dev/kvm') return { fd: 'system', vm: 0, vcpu: 0 };
  return text.startsWith('VM ')
    ? { fd: 'vm', vm: Number(text.slice('VM '.length)), vcpu: 0 }
    : { fd: 'vcpu', ...vcpuOf(text) };
}

export function fdText({ fd, ...at }: Fd): string {
  if (fd === 'system') return '/dev/kvm';
  return fd === 'vm' ? `VM ${at.vm}` : vcpuText(at);
}
