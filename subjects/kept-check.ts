/** Checks compiled ahead: for a machine's operations ajv takes a hundred times as long as V8 takes for what it makes. */
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import type Ajv2020 from 'ajv/dist/2020';
import type { ValidateFunction } from 'ajv';
import type standalone from 'ajv/dist/standalone';
import { version } from 'ajv/package.json';
import { kept, KEEPS } from './kept';

/** A check as ajv compiled it, and the compiler, with the option `code.source`. */
export interface Compiled {
  readonly ajv: Ajv2020;
  readonly valid: ValidateFunction;
}

/**
 * Whether a value satisfies a schema, from the code that ajv made of it now or before.
 * @param kind a name for what is checked
 * @param sources all that the check depends on: schemas, options, the pointer
 */
export function keptCheck(
  kind: string,
  sources: readonly string[],
  compile: () => Compiled,
): (value: unknown) => boolean {
  if (!KEEPS) return compile().valid;
  const load = createRequire(__filename);
  const make = (): string => {
    const { ajv, valid } = compile();
    return (load('ajv/dist/standalone') as { readonly default: typeof standalone }).default(ajv, valid);
  };
  const code = kept(`check-${kind}-ajv-${version}`, sources, make, 0);
  const module = { exports: {} };
  const run = compileFunction(code, ['module', 'exports', 'require']) as (...given: unknown[]) => void;
  run(module, module.exports, load);
  return module.exports as (value: unknown) => boolean;
}
