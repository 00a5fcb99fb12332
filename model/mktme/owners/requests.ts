/** The page-attribute code: which pages it changes, what it syncs, what it flushes. */
import {
  alias,
  asksCache,
  besideRequest,
  beyondC,
  hooked,
  meetsHole,
  request,
  runsBeyondC,
  spansUnits,
  splitsAlone,
  unsynced,
  unsupportedBits,
} from './asked';
import { pageOf } from '../geometry';
import { any, all, bug, c, failed, isOk, not, on, sameC } from './facts';
import type { Seen } from './facts';
import { C_LEAVES, END, EVENTS, LEAVES, lines, MAPPINGS, REQUESTS, SCOPE, TABLES, TLB, open } from './line';

const COPIES = [...MAPPINGS, ...TABLES];
const CACHE = ['events.cache_flush', 'events.cache_flush.*', 'events.wbinvd'];
const unchanged = ({ before, after }: Seen): boolean => before.root === after.root;
const isError = ({ outcome }: Seen): boolean => outcome.outcome === 'error';
const byArray = request(({ how }) => how === 'array');
const byPages = request(({ how }) => how === 'pages');
const byRange = request(({ how, inC }) => how === 'range' && inC);
const irqsOff = request(({ interrupts = 'on' }) => interrupts !== 'on');

const withoutClflush = all(
  asksCache,
  request(({ clflush }) => clflush === false),
);

/** Pages of the canonical mapping changed, and one of the addresses lies elsewhere. */
const changedElsewhere = all(
  not(sameC),
  request(
    ({ how, addresses }, { before: { geo } }) =>
      how !== 'pages' &&
      addresses.some((va) => {
        const page = pageOf(geo.levels, va) - geo.base;
        return page < 0 || page >= geo.dm;
      }),
  ),
);

/** On one CPU, as the code was run, its own TLB is all that there is: nobody can tell the scope. */
export const ONE_CPU = open('emulation', ['events.tlb_flush.scope'], REQUESTS, all(isError, not(unchanged)));

export const ATTRIBUTES = [
  ...lines(
    ['change_page_attr'],
    [
      ['MKTME-34', [...END, ...EVENTS, ...COPIES], bug('interrupts-off')],
      ['MKTME-34', END, irqsOff, not(unchanged)],
      ['MKTME-37', END, byPages],
      ['MKTME-61', [...COPIES, 'outcome', 'fault', 'bug', ...TLB], on, isError, not(unchanged)],
      ['MKTME-70', [...END, 'events.warn', 'events.warn.*'], any(isError, meetsHole)],
    ],
  ),
  ...lines(REQUESTS, [
    ['MKTME-104', [...C_LEAVES, ...EVENTS], unsupportedBits],
    ['MKTME-36', [...EVENTS, ...COPIES], unchanged],
    ['MKTME-116', ['events.wbinvd', 'events'], isError, not(unchanged), asksCache],
    ['MKTME-69', [...TLB, 'events.wbinvd', 'events'], isError, not(unchanged)],
    ['MKTME-49', [...COPIES, ...TLB], on, beyondC],
    ['MKTME-20', [...LEAVES, ...TLB], on, runsBeyondC],
    ['MKTME-66', [...LEAVES, ...TLB, 'allocated'], on, isOk, splitsAlone],
    ['MKTME-48', [...LEAVES, ...TLB, 'allocated'], hooked, any(byPages, alias), not(beyondC)],
    ['MKTME-30', [...LEAVES, ...SCOPE], hooked, byArray],
    ['MKTME-47', LEAVES, hooked, spansUnits],
    ['MKTME-33', LEAVES, hooked, besideRequest],
    ['MKTME-24', LEAVES, hooked, byRange, unsynced],
    ['MKTME-35', [...END, 'events.warn', 'events.warn.*'], hooked, failed],
    ['MKTME-32', [...CACHE, 'events'], not(unchanged), isOk],
    ['MKTME-32', ['events.tlb_flush'], hooked, isOk, asksCache],
    ['MKTME-73', ['events.tlb_flush'], c('split')],
    ['MKTME-31', ['events.tlb_flush'], hooked, isOk, not(asksCache)],
    ['MKTME-102', TLB, not(unchanged), isOk, any(not(on), asksCache), changedElsewhere],
    ['MKTME-100', ['events.tlb_flush'], not(unchanged), isOk, not(on)],
    ['MKTME-103', TLB, not(unchanged), isOk, any(not(on), asksCache), withoutClflush],
    ['MKTME-72', TLB, not(unchanged), isOk, any(not(on), asksCache, beyondC)],
    ['MKTME-29', TLB, hooked, isOk, byRange],
    ['MKTME-22', TLB, hooked, isOk],
    ['MKTME-71', [...C_LEAVES, ...END]],
    ['MKTME-71', ['state.outside.**'], alias],
    ['MKTME-02', [...CACHE, ...TLB, ...COPIES], not(on)],
  ]),
];
