/** The page-attribute code: which pages it changes, what it syncs, what it flushes. */
import {
  alias,
  any,
  asksCache,
  beyondC,
  c,
  hooked,
  isOk,
  not,
  on,
  request,
  runsBeyondC,
  scattered,
  spansUnits,
  splitsAlone,
} from './facts';
import type { Seen } from './facts';
import { END, EVENTS, lines, MAPPINGS, REQUESTS, TABLES, TLB } from './line';

const COPIES = [...MAPPINGS, ...TABLES];
const CACHE = ['events.cache_flush', 'events.cache_flush.*', 'events.wbinvd'];
const unchanged = ({ before, after }: Seen): boolean => before.root === after.root;
const isError = ({ outcome }: Seen): boolean => outcome.outcome === 'error';
const byArray = request(({ how }) => how === 'array');
const byPages = request(({ how }) => how === 'pages');
const byRange = request(({ how, inC }) => how === 'range' && inC);
const irqsOff = request(({ interrupts = 'on' }) => interrupts !== 'on');

export const ATTRIBUTES = [
  ...lines(
    ['change_page_attr'],
    [
      ['MKTME-34', [...END, ...EVENTS, ...COPIES], irqsOff, not(unchanged)],
      ['MKTME-37', END, byPages],
      ['MKTME-61', [...COPIES, 'outcome', 'fault', 'bug', ...TLB], on, isError, not(unchanged)],
      ['MKTME-70', [...END, 'events.warn', 'events.warn.*'], request(() => true)],
    ],
  ),
  ...lines(REQUESTS, [
    ['MKTME-36', [...EVENTS, ...COPIES], unchanged],
    ['MKTME-69', [...TLB, 'events.wbinvd', 'events'], isError, not(unchanged)],
    ['MKTME-49', [...COPIES, ...TLB], on, beyondC],
    ['MKTME-20', MAPPINGS, on, runsBeyondC],
    ['MKTME-66', [...COPIES, ...TLB], on, isOk, splitsAlone],
    ['MKTME-48', COPIES, hooked, any(byPages, scattered)],
    ['MKTME-30', COPIES, hooked, byArray],
    ['MKTME-47', COPIES, hooked, spansUnits],
    ['MKTME-33', COPIES, hooked, any(byRange, alias), not(beyondC)],
    ['MKTME-35', [...END, 'events.warn', 'events.warn.*'], hooked, isOk],
    ['MKTME-32', [...CACHE, 'events'], not(unchanged), isOk],
    ['MKTME-73', TLB, c('split')],
    ['MKTME-31', TLB, hooked, isOk, not(asksCache)],
    ['MKTME-72', TLB, not(unchanged), isOk, any(not(on), asksCache, beyondC)],
    ['MKTME-24', MAPPINGS, hooked, byRange],
    ['MKTME-29', MAPPINGS, hooked, byRange, not(spansUnits)],
    ['MKTME-22', MAPPINGS, hooked, isOk],
    ['MKTME-71', ['state.canonical.**', 'state.outside.**', ...END]],
    ['MKTME-02', [...CACHE, ...TLB, ...COPIES], not(on)],
  ]),
];
