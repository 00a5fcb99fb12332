/**
 * Search over ids, sentences, registers and values. A value is found however it is written: 0x4000_0082 and 0x40000082 are
 * one word. VitePress carries the two functions into the page as text, so each has all that it needs in itself.
 */
export const searchOptions = {
  detailedView: true,
  miniSearch: {
    options: {
      tokenize: (text: string): string[] => text.split(/[^\p{L}\p{N}_#-]+/u).filter((word) => word !== ''),
      processTerm: (term: string): string | null => {
        const word = term.toLowerCase().replace(/^-+|-+$/g, '');
        return /^0x[0-9a-f_]+$/.test(word) ? word.replace(/_/g, '') : word === '' ? null : word;
      },
    },
    searchOptions: {
      fuzzy: false,
      prefix: true,
      combineWith: 'AND',
      boost: { title: 4, text: 2, titles: 1 },
    },
  },
} as const;
