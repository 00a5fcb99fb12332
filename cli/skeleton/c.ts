/** C: the whole skeleton. */
import { header, parameter } from './c-header';
import { source } from './c-source';
import type { Json } from './node';
import { shapeOf, smallest } from './node';
import { homeOf } from './plan';
import type { Operation, Plan } from './shape';
import { choicesNote, file, ownNote, wrapped } from './text';

function comment(text: string): readonly string[] {
  return text === '' ? [] : [`/* ${wrapped(text).join('\n * ')} */`];
}

function stub(op: Operation): readonly string[] {
  const argument = parameter(`op_${op.name}`, op, false);
  return [
    ...comment(op.about),
    `int op_${op.name}(${argument}) {`,
    ...(argument === 'void' ? [] : ['  (void)op;']),
    `  return hv_lacks("${homeOf(op)}"); /* TODO */`,
    '}',
    '',
  ];
}

/** Statements that put a value. */
export function puts(key: string, value: Json): readonly string[] {
  if (value === null) return [`  hv_put_null(${key});`];
  if (typeof value === 'boolean') return [`  hv_put_bool(${key}, ${String(value)});`];
  if (typeof value === 'number') return [`  hv_put_count(${key}, ${value});`];
  if (typeof value === 'string')
    return [
      value === '0x0' ? `  hv_put_hex(${key}, 0);` : `  hv_put_text(${key}, ${JSON.stringify(value)});`,
    ];
  if (Array.isArray(value))
    return [
      `  hv_open_array(${key});`,
      ...value.flatMap((item) => puts('NULL', item as Json)),
      '  hv_close();',
    ];
  return [`  hv_open_object(${key});`, ...members(value as Readonly<Record<string, Json>>), '  hv_close();'];
}

function members(value: Readonly<Record<string, Json>>): readonly string[] {
  return Object.entries(value).flatMap(([name, member]) => puts(`"${name}"`, member));
}

function adapter(plan: Plan): string {
  const choices = choicesNote(plan);
  return file(
    comment(`${ownNote(plan)} hvspec/hvspec.h says how to read, write and refuse; operations.h what comes.`),
    ['#include "operations.h"', ''],
    comment(
      `What there is to have: ${plan.capabilities.join(', ')}. Name one when its operations are written.`,
    ),
    ['const char *const CAPABILITIES[] = {NULL};', ''],
    choices.length === 0
      ? []
      : [
          ...comment(
            `What the profile leaves open, and what yours does there: {"NAME", "VALUE"}. ${choices.join('; ')}.`,
          ),
          'static const struct hv_choice choices[] = {{NULL, NULL}};',
          '',
        ],
    'int start(const struct config *config) {',
    ['  (void)config;', '  return 0; /* TODO: throw the old instance away and make a new one */', '}', ''],
    comment(
      `TODO: all that can be seen, without changing any of it: ${shapeOf(plan.inspection)}. A refusal throws away what was put.`,
    ),
    [
      'static int inspect(void) {',
      ...members(smallest(plan.inspection) as Readonly<Record<string, Json>>),
      '  return hv_lacks("core"); /* TODO: return 0 when this is your state, and not only its shape */',
      '}',
      '',
    ],
    plan.operations.flatMap(stub),
    [
      'static const struct hv_offer offers[] = {',
      `    {"${plan.machine}", "${plan.profile}", CAPABILITIES, ${choices.length === 0 ? 'NULL' : 'choices'}},`,
      '};',
      `static const struct hv_adapter adapter = {"my ${plan.machine}", "0", offers, 1, operations_reset, operations_step, inspect};`,
      '',
      'int main(void) {',
      '  return hv_serve(&adapter, 0, 1) == 0 ? 0 : 1;',
      '}',
    ],
  );
}

const MAKEFILE = `CC = gcc
CFLAGS = -std=c11 -Wall -Wextra -Werror -O2 -g
LDFLAGS = -static

adapter: adapter.c operations.c operations.h $(wildcard hvspec/*.[ch])
	$(CC) $(CFLAGS) $(filter %.c,$^) $(LDFLAGS) -o $@

clean:
	rm -f adapter

.PHONY: clean
`;

/** The files by name; \`hvspec/\` is the kit, copied. */
export function cSkeleton(plan: Plan): Readonly<Record<string, string>> {
  return {
    'adapter.c': adapter(plan),
    'operations.h': header(plan),
    'operations.c': source(plan),
    Makefile: MAKEFILE,
  };
}
