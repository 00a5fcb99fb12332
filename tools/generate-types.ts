/**
 * Writes the TypeScript types of the schemas, one `types.ts` a machine (`model/<machine>/types.ts`);
 * with `--check` it writes nothing and exits 1 where a file on disk is not what the schema gives.
 */
import { readFileSync, readdirSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { compileFromFile } from 'json-schema-to-typescript';

const root = join(__dirname, '..');
const schemas = join(root, 'schemas');
const shared = new Map([
  ['protocol', 'subjects/protocol-types.ts'],
  ['recording', 'subjects/recording-types.ts'],
  ['catalogue', 'reports/catalogue-types.ts'],
  ['report', 'reports/report-types.ts'],
  ['claim', 'reports/claim/claim-types.ts'],
  ['kernels', 'live/kernels-types.ts'],
  ['plan', 'reports/plan-types.ts'],
]);

interface Definition {
  readonly 'x-capabilities'?: Record<string, unknown>;
  readonly oneOf?: readonly { readonly $ref: string }[];
}

/** The machine's operations with the capabilities that they and their parameters ask for, as the schema annotates them. */
function operationsOf(file: string): string {
  const { $defs } = JSON.parse(readFileSync(file, 'utf8')) as { $defs: Record<string, Definition> };
  const names = ($defs['op']?.oneOf ?? []).map(({ $ref }) => $ref.replace('#/$defs/', ''));
  const needs = [
    ['reset', $defs['config']] as const,
    ...names.map((name) => [name, $defs[name]] as const),
  ].flatMap(([name, definition]) => {
    const annotated = definition?.['x-capabilities'];
    return annotated ? [`  ${name}: ${JSON.stringify(annotated)},\n`] : [];
  });
  return `
/** The capabilities that operations (\`reset\`: the configuration) and their parameters ask for; all else is core. */
export const OPERATIONS = {
${needs.join('')}} as const;

/** All operations. */
export const OPERATION_NAMES = ${JSON.stringify(names)} as const;
`;
}

async function main(): Promise<void> {
  const check = process.argv.includes('--check');
  let stale = 0;
  for (const file of readdirSync(schemas).filter((name) => name.endsWith('.schema.json'))) {
    const name = file.replace('.schema.json', '');
    if (name === 'common') continue;
    const target = shared.get(name) ?? `model/${name}/types.ts`;
    const path = join(root, target);
    const text = await compileFromFile(join(schemas, file), {
      cwd: schemas,
      additionalProperties: false,
      bannerComment: `// Generated from schemas/${file} by \`npm run types\`. Change the schema, not this file.`,
      style: { printWidth: 110, singleQuote: true },
      ignoreMinAndMaxItems: true,
    });
    const whole = shared.has(name) ? text : `${text}${operationsOf(join(schemas, file))}`;
    if (existsSync(path) && readFileSync(path, 'utf8') === whole) continue;
    if (check) {
      console.error(`${target} is not what schemas/${file} gives: run \`npm run types\` and commit it.`);
      stale += 1;
    } else {
      writeFileSync(path, whole);
      console.log(`${target} written`);
    }
  }
  process.exitCode = stale > 0 ? 1 : 0;
}

void main();
