/** What stands beside the pages: for each machine its features. */
import type { SiteData } from './world';

/** As VitePress wants its side bars, by the path that they are of. */
export function navigation(data: SiteData): string {
  const bars = data.machines.map(({ name }) => {
    const features = data.features
      .filter(({ machine }) => machine === name)
      .map((file) => ({ text: file.entries[0]?.feature.name ?? file.name, link: `/${name}/${file.name}` }));
    const pages = [
      { text: 'About', link: `/${name}/` },
      { text: 'Requirements', link: `/${name}/requirements` },
      { text: 'Phrases', link: `/${name}/vocabulary` },
    ];
    return [
      `/${name}/`,
      [
        { text: name, items: pages },
        { text: 'Features', items: features },
      ],
    ] as const;
  });
  return JSON.stringify(Object.fromEntries(bars));
}
