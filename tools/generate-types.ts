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
]);

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
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    if (check) {
      console.error(`${target} is not what schemas/${file} gives: run \`npm run types\` and commit it.`);
      stale += 1;
    } else {
      writeFileSync(path, text);
      console.log(`${target} written`);
    }
  }
  process.exitCode = stale > 0 ? 1 : 0;
}

void main();
