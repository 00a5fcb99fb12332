/** The first page: what it is for, the two commands, the five machines, and what is known of which kernel. */
import type { Evidence } from './evidence';
import { kernelsTable } from './kernels-page';
import { pictureName } from './documents';
import { heading, markup, page } from './parts';
import type { SiteData } from './world';

/** The text of the page's file. */
export function homePage(data: SiteData, evidence: Evidence): string {
  const cards = data.machines.map(({ name, about, profiles, mutants }) => {
    const requirements = data.catalogues.find((one) => one.machine === name)?.requirements.length ?? 0;
    const cases = data.book.entries.filter((entry) => entry.case?.machine.name === name).length;
    return markup`<li class="card"><a href="${name}/index.html"><img src="pictures/${firstPicture(data, name)}" alt="" loading="lazy"><b>${name}</b></a> ${about}
<span class="meta">${profiles.length} profiles, ${requirements} requirements, ${cases} cases, ${mutants.length} mutants</span></li>`;
  });
  const content = markup`${heading(1, 'top', 'hvspec')}
<p class="sentence">How five kernel and hypervisor protection patches behave, rule by rule: where each rule comes from, what shows it, and which kernels keep it.</p>
<p>The same Gherkin features run on a reference model, on your implementation, and on a recording of one. Here they are as a document to read and to try.</p>
<pre tabindex="0"><code>npm ci &amp;&amp; npm start     # the whole suite on the reference model, in every profile
npm ci &amp;&amp; npm test      # the project itself</code></pre>
${heading(2, 'machines', 'The five machines')}<ul class="cards">${cards}</ul>
${heading(2, 'try', 'Watch it happen')}
<p>Every example has “Try it”: its operations run in the page, on the very model that the suite uses, step by step and in any profile beside any other. <a href="try.html#machine=nv">Step a model</a>.</p>
${heading(2, 'kernels', 'What is known of which kernel')}
${kernelsTable(evidence)}<p><a href="kernels.html">Requirement by requirement</a></p>
${heading(2, 'yours', 'Your own implementation')}
<p><a href="guide/adapter.html">Write an adapter</a> in half an hour, or <a href="guide/recordings.html">write down what you saw</a> and have it judged; <a href="guide/overview.html#exit-codes">what a run says</a>, in words and as an exit code.</p>`;
  return page('hvspec', content, { aside: false, kind: 'home', pageClass: 'wide-page' });
}

function firstPicture({ pictureFiles }: SiteData, machine: string): string {
  const [first] = pictureFiles[machine] ?? [];
  if (first === undefined)
    throw new Error(`${machine} has no picture: features/${machine}/pictures/ wants one`);
  return pictureName(first);
}
