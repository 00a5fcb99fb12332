import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Catalogue } from '../../reports/catalogue';
import { loadCatalogues } from '../../reports/catalogue';
import { LAYOUT } from '../../reports/layout';
import { readRedirects } from '../redirects';
import { lintIds } from './ids';

const catalogues = loadCatalogues(LAYOUT.features);
const without = (gone: string): readonly Catalogue[] =>
  catalogues.map((one) => ({ ...one, requirements: one.requirements.filter(({ id }) => id !== gone) }));

test('an id that is gone has to lead somewhere', () => {
  assert.deepEqual(lintIds(catalogues, readRedirects()), []);
  for (const gone of ['SYNDBG-07', 'NV-100'])
    assert.deepEqual(
      lintIds(without(gone), {}).map((line) => line.split(' is gone')[0]),
      [`features/${gone.startsWith('NV') ? 'nv' : 'syndbg'}/requirements.yaml: ${gone}`],
    );
  assert.deepEqual(lintIds(without('NV-100'), { 'NV-100': 'NV-01' }), []);
});
