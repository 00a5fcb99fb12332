/** For tests of subjects and of the doctor: misbehaving adapters started, and their processes looked for. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessOptions } from '../process-subject';
import { ProcessSubject } from '../process-subject';

/** Limits that a well-behaved adapter keeps on a busy machine. */
export const PATIENT = { startMs: 10_000, stepMs: 5000, graceMs: 1000 };
/** For adapters that do not answer. */
export const QUICK = { stepMs: 300, graceMs: 500 };

/** The argv of the adapter that has the fault. */
export function misbehaving(fault: string): readonly [string, ...string[]] {
  return ['python3', join(__dirname, 'misbehaving.py'), fault];
}

/** A subject that has the fault, reset; with the processes that it consists of. */
export async function started(fault: string, options: ProcessOptions = {}): Promise<Started> {
  const subject = await ProcessSubject.start(misbehaving(fault), { ...PATIENT, ...options });
  const offer = subject.description.machines[0];
  if (!offer) throw new Error('the test adapter offers nothing');
  await subject.reset(offer, CONFIG).catch(async (error: unknown) => {
    await subject.close();
    throw error;
  });
  return { subject, pids: subject.description.version.split(' ').map(Number) };
}

export interface Started {
  readonly subject: ProcessSubject;
  readonly pids: readonly number[];
}

export const CONFIG = { vms: 1, vcpus: 2, irqchip: true, trace: false };
export const WRITE = { op: 'wrmsr', vm: 0, vcpu: 0, msr: 0x400000f1n, value: 5n };

/** Those of the processes that still run after at most `ms`. */
export async function survivors(pids: readonly number[], ms = 1000): Promise<readonly number[]> {
  const end = performance.now() + ms;
  let left = pids.filter(runs);
  while (left.length > 0 && performance.now() < end) {
    await delay(10);
    left = pids.filter(runs);
  }
  return left;
}

/** Whether a process runs. One that is dead, but that nobody has waited for yet, does not. */
function runs(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  if (existsSync(file) && /\) [ZX] /.test(readFileSync(file, 'utf8'))) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
