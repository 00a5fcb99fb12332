/**
 * What an adapter says itself is left to be written: operations of the core that it refuses for want of `core`. That is
 * no illness while it grows. What comes after such an operation is not compared: the instance is where the reference is not.
 */
import { capabilitiesOf, CORE } from '../model/core/capability';
import type { AnyOp, Machine } from '../model/core/machine';
import { Unsupported } from '../model/core/machine';
import type { Answer, Tried } from './doctor-summary';

/** Whether the adapter says of an operation of the core that it is still to be written. */
export function isLeft({ operations }: Machine, op: AnyOp, answer: Answer): boolean {
  const isCore = capabilitiesOf(operations, op).length === 0;
  return isCore && answer instanceof Unsupported && answer.capability === CORE;
}

/** `FAILS …: of the core is left to be written: inspect, rdmsr: run will fail`; none where nothing is left. */
export function leftLines(name: string, tried: readonly Tried[], isShown: boolean): readonly string[] {
  const left = tried.filter(({ answer }) => answer instanceof Unsupported).map(({ look }) => look.op.op);
  const ops = [...new Set([...(isShown ? [] : ['inspect']), ...left])].join(', ');
  return ops === '' ? [] : [`FAILS ${name}: of the core is left to be written: ${ops}: run will fail`];
}
