/** TypeScript: the whole skeleton. */
import type { Json } from './node';
import { smallest } from './node';
import { homeOf } from './plan';
import type { Operation, Plan } from './shape';
import { choicesNote, file, ownNote } from './text';
import { doc, named, operations } from './typescript-operations';

/** A value in TypeScript; `0x0` is a bigint there. */
function literal(value: Json): string {
  if (value === '0x0') return '0n';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => literal(item as Json)).join(', ')}]`;
  return `{ ${Object.entries(value)
    .map(([name, item]) => `${name}: ${literal(item)}`)
    .join(', ')} }`;
}

function stub(op: Operation): readonly string[] {
  return [
    ...doc('  ', op.about),
    `  ${op.name}(_op: types.${named(op)}): types.Outcome {`,
    `    throw new Lacks('${homeOf(op)}'); // TODO`,
    '  }',
    '',
  ];
}

function adapter(plan: Plan): string {
  const choices = choicesNote(plan);
  return file(
    doc('', `${ownNote(plan)} operations.ts has what comes, and what goes.`),
    [
      "import { Lacks, serve } from './hvspec';",
      "import type * as types from './operations';",
      "import { perform, refuse } from './operations';",
      '',
    ],
    doc(
      '',
      `What there is to have: ${plan.capabilities.join(', ')}. Name one when its operations are written.`,
    ),
    ['const CAPABILITIES: readonly string[] = [];', ''],
    choices.length === 0
      ? []
      : [
          ...doc('', `What the profile leaves open, and what yours does there: ${choices.join('; ')}.`),
          'const CHOICES: Readonly<Record<string, string>> = {};',
          '',
        ],
    ['class Machine implements types.Operations {', '  private readonly config: types.Config;', ''],
    [
      '  constructor(config: types.Config) {',
      "    refuse('reset', config, CAPABILITIES);",
      '    this.config = config; // TODO: a new instance',
      '  }',
      '',
    ],
    ['  step(op: types.Op): types.Outcome {', '    return perform(this, op, CAPABILITIES);', '  }', ''],
    ['  /** All that can be seen, without changing any of it. */', '  inspect(): types.Inspection {'],
    [`    const state: types.Inspection = ${literal(smallest(plan.inspection))};`],
    [
      "    throw new Lacks('core'); // TODO: return state, when it is yours and not only its shape",
      '  }',
      '',
    ],
    plan.operations.flatMap(stub),
    '}',
    '',
    `const OFFER = { machine: '${plan.machine}', profile: '${plan.profile}', capabilities: CAPABILITIES${choices.length === 0 ? '' : ', choices: CHOICES'} };`,
    `serve<types.Op, types.Config>('my ${plan.machine}', '0', [OFFER], (_machine, _profile, config) => {`,
    '  const machine = new Machine(config);',
    '  return { step: (op) => ({ ...machine.step(op) }), inspect: () => ({ ...machine.inspect() }) };',
    '});',
  );
}

const TSCONFIG = `{
  "compilerOptions": {
    "target": "ES2022",
    "module": "node16",
    "moduleResolution": "node16",
    "types": ["node"],
    "strict": true,
    "skipLibCheck": true,
    "outDir": "build"
  },
  "include": ["*.ts"]
}
`;

const MANIFEST = `{
  "private": true,
  "type": "commonjs",
  "scripts": { "build": "tsc -p ." },
  "devDependencies": { "@types/node": "^20", "typescript": "~5.9" }
}
`;

/** The files by name; \`hvspec.ts\` is the kit, copied. */
export function typescriptSkeleton(plan: Plan): Readonly<Record<string, string>> {
  return {
    'adapter.ts': adapter(plan),
    'operations.ts': operations(plan),
    'tsconfig.json': TSCONFIG,
    'package.json': MANIFEST,
  };
}
