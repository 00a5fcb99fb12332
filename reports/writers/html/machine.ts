/** The part of one machine: its profiles, its diagram, its requirements, its cases. */
import type { MachineReport } from '../../report-types';
import { featuresMarkup } from './case';
import type { Markup } from './markup';
import { joined, markup } from './markup';
import type { Page } from './model';
import { requirementsMarkup } from './requirement';

export function machineMarkup(page: Page, { machine, about, profiles }: MachineReport): Markup {
  const requirements = requirementsMarkup(page, machine);
  const features = featuresMarkup(page, machine);
  const offers = page.report.subject.machines.filter((one) => one.machine === machine);
  const lines = profiles.map(({ profile, about: what }) => {
    const offer = offers.find((one) => one.profile === profile);
    const choices = Object.entries(offer?.choices ?? {}).map(
      ([name, value]) => markup`<code>${name}=${value}</code>`,
    );
    const chosen = choices.length > 0 ? markup`chosen: ${joined(choices, ' ')}` : null;
    const able =
      offer && offer.capabilities.length > 0 ? markup`can: ${offer.capabilities.join(', ')}` : null;
    return markup`<dt>${profile}</dt><dd>${what}${able && markup`<small>${able}</small>`}${chosen && markup`<small>${chosen}</small>`}</dd>`;
  });
  return markup`
<section class="machine group" id="machine-${machine}" aria-labelledby="machine-${machine}-h">
<h2 id="machine-${machine}-h">${machine} <small>${about}</small></h2>
<dl class="profiles">${lines}</dl>
${diagramMarkup(page, machine)}
${requirements.length > 0 ? markup`<section class="group"><h3>Requirements</h3>${requirements}</section>` : null}
${features.length > 0 ? markup`<section class="group"><h3>Cases</h3>${features}</section>` : null}
</section>`;
}

/**
 * As an image: nothing in it can run, and its own styles do not meet the page's. One that does not say how it
 * looks on a dark page gets a light ground.
 */
function diagramMarkup({ diagrams }: Page, machine: string): Markup {
  const pictures = (diagrams[machine] ?? []).filter((svg) => svg !== '');
  return markup`${pictures.map((svg) => pictureMarkup(svg, machine))}`;
}

function pictureMarkup(svg: string, machine: string): Markup {
  const ground = svg.includes('prefers-color-scheme') ? 'own' : 'light';
  const source = `data:image/svg+xml;base64,${Buffer.from(svg, 'utf8').toString('base64')}`;
  return markup`<figure class="${ground}"><img src="${source}" alt="Diagram of ${machine}"></figure>`;
}
