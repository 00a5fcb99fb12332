/** What `npm run site` is asked for. */
import { parseArgs } from 'node:util';

export const HELP = `npm run site -- [options]

Makes the site in site/dist from the project itself. Any web server serves it.

  --install        install what the site alone needs first (npm ci in site/)
  --base <path>    where it will lie on its server, as in /hvspec/ (default: /)
  --serve          show it afterwards, on http://localhost:4173
  --help           this text

Examples:
  $ npm run site -- --install --serve      # from a fresh checkout to a site in the browser
  $ npm run site -- --base /hvspec/        # for https://example.org/hvspec/
  $ npm run site:test                      # afterwards: tries it in chromium

Exit codes: 0 made, 1 not made, 2 the command line makes no sense.
Reports and recordings that lie in site/reports/ are shown with those of the project.
`;

export interface Options {
  readonly install: boolean;
  /** Begins and ends with a slash. */
  readonly base: string;
  readonly serve: boolean;
  readonly help: boolean;
}

/** @throws RangeError with what was given and what is allowed */
export function optionsOf(args: readonly string[]): Options {
  const { base, ...switches } = parsed(args);
  if (!/^\/([\w.-]+\/)*$/.test(base))
    throw new RangeError(`--base is "${base}": it begins and ends with a slash, as in /hvspec/`);
  return { base, ...switches };
}

function parsed(args: readonly string[]): Options {
  const off = { type: 'boolean', default: false } as const;
  try {
    const options = { install: off, serve: off, help: off, base: { type: 'string', default: '/' } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new RangeError(`${(error as Error).message}\n\n${HELP}`);
  }
}
