/** What a subject may declare, and what each capability is of. */
import { MACHINES } from '../../model/machines';
import { capabilitySection, casesOfMachine } from '../../tools/readme/capabilities';
import { documentPage } from './documents';
import type { SiteData } from './world';

/** The text of the page's file. */
export function capabilitiesPage({ book, catalogues }: SiteData): string {
  const sections = MACHINES.map((machine) => {
    const requirements = catalogues.find((one) => one.machine === machine.name)?.requirements ?? [];
    return capabilitySection({ machine, cases: casesOfMachine(book, machine), requirements }).replace(
      /^### /,
      '## ',
    );
  });
  const text = [
    '# Capabilities',
    '',
    'What every subject of a machine has is its core; all else belongs to a capability, which a subject declares or not. A case that needs one that was not declared is inapplicable, with this reason. Numbers count the cases of a profile.',
    '',
    ...sections,
  ].join('\n\n');
  return documentPage('adapters/CAPABILITIES.md', { title: 'Capabilities', aside: true }, '', text);
}
