/** Ids of requirements are permanent: each that was ever used is there, or leads to what took its place. */
import type { Catalogue } from '../../reports/catalogue';
import type { Redirects } from '../redirects';

/** One line for each number below a machine's highest that neither the catalogue nor the redirects have. */
export function lintIds(catalogues: readonly Catalogue[], redirects: Redirects): readonly string[] {
  return catalogues.flatMap(({ machine, requirements }) => {
    const ids = new Set(requirements.map(({ id }) => id));
    const prefix = requirements[0]?.id.replace(/\d+$/, '') ?? '';
    const highest = Math.max(0, ...requirements.map(({ id }) => Number(id.slice(prefix.length))));
    return Array.from({ length: highest }, (_, i) => `${prefix}${String(i + 1).padStart(2, '0')}`)
      .filter((id) => !ids.has(id) && !Object.hasOwn(redirects, id))
      .map(
        (id) =>
          `features/${machine}/requirements.yaml: ${id} is gone: ids are permanent. Say in site/redirects.yaml what took its place`,
      );
  });
}
