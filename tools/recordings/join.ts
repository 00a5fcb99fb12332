/**
 * Recordings of one set of experiments on several kernels as one: what several did alike stands once, with the names of
 * them all.
 */
import { KERNELS_APART } from '../../subjects/kernels';

/** The start of an instance, and its lines. */
interface Instance {
  readonly header: Readonly<Record<string, unknown>> & {
    readonly source: Readonly<Record<string, string>>;
    readonly choices?: Readonly<Record<string, string>>;
  };
  readonly lines: readonly string[];
}

interface Shared extends Instance {
  readonly sources: Instance['header']['source'][];
  readonly choices: Readonly<Record<string, string>>[];
}

/**
 * @param texts whole recordings, one of each kernel
 * @returns the lines of one recording, in the order in which instances first come up
 */
export function joined(texts: readonly string[]): readonly string[] {
  const known = new Map<string, Shared>();
  for (const text of texts) {
    for (const { header, lines } of instancesIn(text)) {
      const { source, choices = {}, ...rest } = header;
      const key = JSON.stringify([rest, lines]);
      const found = known.get(key) ?? { header, lines, sources: [], choices: [] };
      // The same experiment twice on one kernel shows no more than once.
      if (!found.sources.some(({ kernel }) => kernel === source['kernel'])) {
        found.sources.push(source);
        found.choices.push(choices);
      }
      known.set(key, found);
    }
  }
  return [...known.values()].flatMap(({ header, lines, sources, choices }) => [
    JSON.stringify({ ...header, choices: common(choices), source: united(sources) }),
    ...lines,
  ]);
}

function* instancesIn(text: string): Generator<Instance> {
  let header: Instance['header'] | null = null;
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    if (!line.startsWith('{"recording":')) {
      if (line !== '') lines.push(line);
      continue;
    }
    if (header) yield { header, lines };
    header = JSON.parse(line) as Instance['header'];
    lines = [];
  }
  if (header) yield { header, lines };
}

/** Choices that all have alike; the others are found out from the lines. */
function common(all: readonly Readonly<Record<string, string>>[]): Readonly<Record<string, string>> {
  const [first = {}, ...others] = all;
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((one) => one[name] === value)),
  );
}

/** Of each member the values that there are, in their order. */
function united(sources: readonly Readonly<Record<string, string>>[]): Readonly<Record<string, string>> {
  const names = [...new Set(sources.flatMap((one) => Object.keys(one)))];
  return Object.fromEntries(
    names.map((name) => {
      const values = [...new Set(sources.flatMap((one) => one[name] ?? []))];
      return [
        name,
        name === 'date'
          ? (values.sort().at(-1) ?? '')
          : name === 'observed'
            ? (values[0] ?? '')
            : values.join(KERNELS_APART),
      ];
    }),
  );
}
