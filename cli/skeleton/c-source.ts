/** C: operations.c, which reads operations, refuses what is not there and writes events. */
import { enumerationOf, enumerations, field, isPointer, tagged } from './c-types';
import { leavesOpen, parameter } from './c-header';
import { refusals } from './c-needs';
import type { Member, Operation, Plan, Shape } from './shape';
import { file, generatedNote, wrapped } from './text';

const READERS = {
  hex: 'hv_u64(v, "NAME", 0)',
  count: 'hv_u64(v, "NAME", 0)',
  int: 'hv_i64(v, "NAME", 0)',
  bool: 'hv_true(v, "NAME")',
  text: 'hv_get(v, "NAME")',
  json: 'hv_get(v, "NAME")',
};

function reading(tag: string, member: Member): readonly string[] {
  const { name, type } = member;
  const value =
    type.kind === 'enum'
      ? `word(hv_get(v, "${name}"), ${enumerationOf(tag, member).tag}_words, &known)`
      : READERS[type.kind].replace('NAME', name);
  const has =
    member.isOptional && !isPointer(member) ? [`      .has_${name} = hv_get(v, "${name}") != NULL,`] : [];
  return [...has, `      .${field(name)} = ${value},`];
}

function hasEnum({ members }: Shape): boolean {
  return members.some(({ type }) => type.kind === 'enum');
}

/** A function that reads an operation, or the configuration, and calls the author's. */
function reader(tag: string, op: Operation, callee: string): readonly string[] {
  const isEmpty = op.members.length === 0;
  const usesIt = !isEmpty || Object.keys(op.needs).some((path) => path !== '');
  return [
    `static int read_${tag}(const hv_value *v) {`,
    ...(usesIt ? [] : ['  (void)v;']),
    ...refusals(op),
    ...(hasEnum(op) ? ['  bool known = true;'] : []),
    ...(isEmpty
      ? []
      : [`  struct ${tag} op = {`, ...op.members.flatMap((member) => reading(tag, member)), '  };']),
    ...(hasEnum(op)
      ? [
          `  if (!known) return hv_broken("${op.name}: a word that is not in the schema that this was made of");`,
        ]
      : []),
    `  return ${callee}(${isEmpty ? '' : '&op'});`,
    '}',
    '',
  ];
}

const WRITERS = {
  hex: 'hv_put_hex("NAME", it->FIELD)',
  count: 'hv_put_count("NAME", it->FIELD)',
  int: 'hv_put_int("NAME", it->FIELD)',
  bool: 'hv_put_bool("NAME", it->FIELD)',
  text: 'hv_put_text("NAME", it->FIELD)',
};

function writing(tag: string, member: Member): readonly string[] {
  const { name, type } = member;
  if (type.kind === 'json') return [];
  const put =
    type.kind === 'enum'
      ? `hv_put_text("${name}", ${enumerationOf(tag, member).tag}_words[it->${field(name)}])`
      : WRITERS[type.kind].replace('NAME', name).replace('FIELD', field(name));
  const given = type.kind === 'text' ? `it->${field(name)} != NULL` : `it->has_${name}`;
  return [`  ${member.isOptional ? `if (${given}) ` : ''}${put};`];
}

function writer(tag: string, shape: Shape): readonly string[] {
  const isEvent = tag.startsWith('event_');
  const argument = parameter(tag, shape, true);
  if (!isEvent && argument === 'void') return [];
  const { event, outcome: _outcome, ...others } = shape.constants;
  return [
    `void put_${tag}(${argument}) {`,
    ...(isEvent ? [`  hv_event("${event ?? ''}");`] : []),
    ...Object.entries(others).map(([name, text]) => `  hv_put_text("${name}", "${text}");`),
    ...shape.members.flatMap((member) => writing(tag, member)),
    ...(isEvent && !leavesOpen(shape) ? ['  hv_close();'] : []),
    '}',
    '',
  ];
}

const LACKS = [
  '/* Whether the capability is wanting, which is then said. NULL is none. */',
  'static bool lacks(const char *capability) {',
  '  if (capability == NULL) return false;',
  '  for (const char *const *name = CAPABILITIES; *name != NULL; name++)',
  '    if (strcmp(*name, capability) == 0) return false;',
  '  hv_lacks(capability);',
  '  return true;',
  '}',
  '',
];

const WORD = [
  '/* The number of a word; 0 where there is no value. */',
  'static int word(const hv_value *v, const char *const *words, bool *known) {',
  '  if (v == NULL) return 0;',
  '  for (int i = 0; words[i] != NULL; i++)',
  '    if (hv_is(v, words[i])) return i;',
  '  *known = false;',
  '  return 0;',
  '}',
  '',
];

const BEGINS = [
  'static bool begins(const hv_value *v, const char *text) {',
  '  char start[64];',
  '  hv_text(v, start, sizeof start);',
  '  return strncmp(start, text, strlen(text)) == 0;',
  '}',
  '',
];

export function source(plan: Plan): string {
  const { read, written } = tagged(plan);
  const readers = [
    ...reader('config', plan.config, 'start'),
    ...plan.operations.flatMap((op) => reader(`op_${op.name}`, op, `op_${op.name}`)),
  ];
  const uses = (name: string, lines: readonly string[]): readonly string[] =>
    readers.some((line) => line.includes(`${name}(`)) ? lines : [];
  return file(
    `/* ${wrapped(generatedNote(plan)).join('\n * ')} */`,
    ['#include "operations.h"', '', '#include <string.h>', '', '#define REFUSED (-32601)', ''],
    enumerations([...read, ...written]).map(
      ({ tag, values }) =>
        `static const char *const ${tag}_words[] = {${[...values.map((value) => JSON.stringify(value)), 'NULL'].join(', ')}};`,
    ),
    '',
    uses('lacks', LACKS),
    uses('word', WORD),
    uses('begins', BEGINS),
    readers,
    [
      'static const struct {',
      '  const char *name;',
      '  int (*read)(const hv_value *v);',
      '} operations[] = {',
      ...plan.operations.map(({ name }) => `    {"${name}", read_op_${name}},`),
      '};',
      '',
      'int operations_step(const hv_value *op) {',
      '  for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++)',
      '    if (hv_is(hv_get(op, "op"), operations[i].name)) return operations[i].read(op);',
      '  return hv_broken("an operation that is not in the schema that this was made of");',
      '}',
      '',
      'int operations_reset(const char *machine, const char *profile, const hv_value *config) {',
      '  (void)machine, (void)profile;',
      '  return read_config(config);',
      '}',
      '',
    ],
    written.flatMap(([tag, shape]) => writer(tag, shape)),
  );
}
