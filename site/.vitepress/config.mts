/** How VitePress builds the pages that site/generate writes. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DefaultTheme } from 'vitepress';
import { defineConfig } from 'vitepress';
import { searchOptions } from './search';
import { slugOf } from '../generate/slug';

const data = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../.data/${name}`, import.meta.url)), 'utf8');

const sidebar = JSON.parse(data('navigation.json')) as DefaultTheme.SidebarMulti;
const MACHINES = Object.keys(sidebar).map((path) => path.replaceAll('/', ''));

export default defineConfig({
  title: 'hvspec',
  description: 'How five kernel and hypervisor protection patches behave, rule by rule',
  lang: 'en',
  base: process.env['SITE_BASE'] ?? '/',
  srcDir: 'pages',
  outDir: 'dist',
  cacheDir: '.data/cache',
  // Within the page: nothing is asked for.
  head: [
    [
      'link',
      {
        rel: 'icon',
        href: 'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 8 8%22%3E%3Cpath d=%22M1 0v8h2V5h2v3h2V0H5v3H3V0z%22 fill=%22%232b4f9e%22/%3E%3C/svg%3E',
      },
    ],
  ],
  // The list of all pages once, and not in each of them.
  metaChunk: true,
  appearance: true,
  // A page sends itself, and not all that it has links to.
  router: { prefetchLinks: false },
  ignoreDeadLinks: true,
  markdown: {
    attrs: { disable: true },
    anchor: { slugify: slugOf },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    nav: [
      { text: 'Machines', items: MACHINES.map((name) => ({ text: name, link: `/${name}/` })) },
      { text: 'Kernels', link: '/kernels' },
      { text: 'Step a model', link: '/try' },
      {
        text: 'Guide',
        items: [
          { text: 'Overview and exit codes', link: '/guide/overview' },
          { text: 'Write an adapter', link: '/guide/adapter' },
          { text: 'Write a recording', link: '/guide/recordings' },
          { text: 'What was recorded', link: '/guide/recorded' },
          { text: 'Faults found in others’ software', link: '/guide/found' },
          { text: 'Capabilities', link: '/capabilities' },
          { text: 'Contribute', link: '/guide/contributing' },
          { text: 'What changed', link: '/guide/changelog' },
        ],
      },
    ],
    sidebar,
    outline: { level: [2, 2], label: 'On this page' },
    search: { provider: 'local', options: searchOptions },
    docFooter: { prev: false, next: false },
  },
  // Pictures are files beside the pages, and stay so.
  vue: { template: { transformAssetUrls: { tags: {} } } },
  vite: { build: { chunkSizeWarningLimit: 6000 } },
});
