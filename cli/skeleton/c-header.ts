/** C: operations.h, the structs of operations and what is to be written for each. */
import { enumerations, structOf, tagged } from './c-types';
import type { Plan, Shape } from './shape';
import { file, generatedNote, wrapped } from './text';

function jsonMembers({ members }: Shape): readonly string[] {
  return members.filter(({ type }) => type.kind === 'json').map(({ name, shape }) => `${name}: ${shape}`);
}

/** The argument of the function for a struct. */
export function parameter(tag: string, { members }: Shape, isWritten: boolean): string {
  const has = members.some(({ type }) => !isWritten || type.kind !== 'json');
  return has ? `const struct ${tag} *${isWritten ? 'it' : 'op'}` : 'void';
}

/** Whether the function for an event leaves it open, for members that are arrays or objects. */
export function leavesOpen(shape: Shape): boolean {
  return jsonMembers(shape).length > 0;
}

function writer(tag: string, shape: Shape): readonly string[] {
  const rest = jsonMembers(shape).join(', ');
  const isEvent = tag.startsWith('event_');
  const about = isEvent
    ? `${shape.about || `The event ${shape.constants['event'] ?? ''}.`}${rest === '' ? '' : ` It stays open: put ${rest} and hv_close().`}`
    : `Members of the outcome ${shape.name}${rest === '' ? '' : `; put yourself what else there is: ${rest}`}.`;
  const empty = !isEvent && parameter(tag, shape, true) === 'void';
  return empty
    ? []
    : [`/* ${wrapped(about).join('\n * ')} */`, `void put_${tag}(${parameter(tag, shape, true)});`];
}

export function header(plan: Plan): string {
  const { read, written } = tagged(plan);
  return file(
    `/* ${wrapped(generatedNote(plan)).join('\n * ')} */`,
    ['#ifndef OPERATIONS_H', '#define OPERATIONS_H', '', '#include "hvspec/hvspec.h"', ''],
    enumerations([...read, ...written]).flatMap(({ tag, constants }) => [
      `enum ${tag} {`,
      ...wrapped(`${constants.join(', ')},`, 110).map((line) => `  ${line}`),
      '};',
      '',
    ]),
    '/* ---- What comes: numbers are read, arrays, objects and text are left to the functions of hvspec.h. ---- */',
    '',
    read.flatMap(([tag, shape]) => structOf(tag, shape, false)),
    '/* ---- Yours, in adapter.c. Each returns what hv_ok, hv_error, hv_fault or a refusal returned. ---- */',
    '',
    '/* The capabilities that you have beyond the core; ends with NULL. What you do not have is refused before it comes to you. */',
    'extern const char *const CAPABILITIES[];',
    '/* A new instance in place of the old one; 0, or what a refusal returned. */',
    'int start(const struct config *config);',
    plan.operations.map((op) => `int op_${op.name}(${parameter(`op_${op.name}`, op, false)});`),
    '',
    '/* ---- Writing. ---- */',
    '',
    written.flatMap(([tag, shape]) => structOf(tag, shape, true)),
    written.flatMap(([tag, shape]) => writer(tag, shape)),
    '',
    '/* ---- For struct hv_adapter: they call the functions above. ---- */',
    '',
    'int operations_reset(const char *machine, const char *profile, const hv_value *config);',
    'int operations_step(const hv_value *op);',
    '',
    '#endif',
  );
}
