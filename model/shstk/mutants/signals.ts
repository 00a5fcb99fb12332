/** Mutants of signal delivery and sigreturn. */
import type { Mutant } from '../../core/machine';
import { BIT63, TASK_SIZE_MAX } from '../abi';
import { mappingAt } from '../maps';
import { UPSTREAM } from '../profiles';
import type { Rules, SigreturnView } from '../rules';
import { mutant, ORIGIN } from './mutant';

const { sigframe, sigreturn } = UPSTREAM;

/** sigreturn's rule on another view, or with another verdict. */
function seen(change: (view: SigreturnView) => Partial<SigreturnView>): Pick<Rules, 'sigreturn'> {
  return { sigreturn: (view) => sigreturn({ ...view, ...change(view) }) };
}

const changed = (
  change: (ssp: bigint, restorer: bigint) => ReturnType<Rules['sigframe']>,
): Pick<Rules, 'sigframe'> => ({
  sigframe: (ssp, handler) => (sigframe(ssp, handler) ? change(ssp, handler.restorer ?? 0n) : null),
});

export const SIGNAL_MUTANTS: readonly Mutant[] = [
  mutant('entries-swapped', 'SHSTK-49', ORIGIN.slip, changed((ssp, restorer) => ({
    stores: [[ssp - 8n, restorer], [ssp - 16n, ssp | BIT63]],
    ssp: ssp - 16n,
  })), { invariant: 1 }),
  mutant('ssp-only-8-lower', 'SHSTK-49', ORIGIN.slip, changed((ssp, restorer) => ({
    stores: [[ssp - 8n, ssp | BIT63], [ssp - 16n, restorer]],
    ssp: ssp - 8n,
  })), { invariant: 1 }),
  mutant('old-ssp-without-bit-63', 'SHSTK-49', ORIGIN.slip, changed((ssp, restorer) => ({
    stores: [[ssp - 8n, ssp], [ssp - 16n, restorer]],
    ssp: ssp - 16n,
  })), { invariant: 1 }),
  mutant('entries-when-off', 'SHSTK-49', ORIGIN.slip, { entriesWhenOff: true }),
  mutant('old-ssp-off-by-8', 'SHSTK-49', ORIGIN.slip, changed((ssp, restorer) => ({
    stores: [[ssp - 8n, (ssp - 8n) | BIT63], [ssp - 16n, restorer]],
    ssp: ssp - 16n,
  })), { invariant: 1 }),
  mutant('altstack-goes-to-the-top', 'SHSTK-07', ORIGIN.warned, {
    deliverFrom: (ssp, onAltstack, { base, size }) => (onAltstack ? base + size : ssp),
  }, { invariant: 1 }),
  mutant('altstack-not-served', 'SHSTK-08', ORIGIN.warned, { deliverFrom: (ssp, onAltstack) => (onAltstack ? 0n : ssp) }, { invariant: 1 }),
  mutant('sigreturn-takes-return-addresses', 'SHSTK-06', ORIGIN.slip,
    seen(({ entry }) => ({ entry: entry === null ? null : entry | BIT63 })), { invariant: 2 }),
  mutant('sigreturn-from-anywhere', 'SHSTK-06', ORIGIN.warned, { sigreturn: (view) => sigreturn(view) ?? view.ssp }, { invariant: 2 }),
  mutant('sigreturn-reads-the-frame', 'SHSTK-05', ORIGIN.early, {
    frameSsp: (ssp) => ssp,
    sigreturn: (view) => (view.frameSsp === 0n ? sigreturn(view) : view.frameSsp),
  }),
  mutant('sigreturn-skips-the-restorer', 'SHSTK-103', ORIGIN.slip, {
    sigreturn: (view) => sigreturn(view) ?? (view.entry === 0x401f00n ? view.ssp + 16n : null),
  }, { invariant: 2 }),
  mutant('sigreturn-ssp-not-aligned', 'SHSTK-51', ORIGIN.slip, seen(({ ssp, entry }) => ({ ssp: ssp & ~7n, entry: ssp & 7n ? (ssp & ~7n) | BIT63 : entry }))),
  mutant('sigreturn-value-not-aligned', 'SHSTK-51', ORIGIN.slip, {
    sigreturn: (view) => sigreturn({ ...view, entry: view.entry === null ? null : view.entry & ~7n }),
  }, { invariant: 2 }),
  mutant('sigreturn-one-past-the-end', 'SHSTK-51', ORIGIN.slip, {
    sigreturn: (view) => sigreturn(view) ?? (view.entry === (TASK_SIZE_MAX | BIT63) ? TASK_SIZE_MAX : null),
  }, { invariant: 2 }),
  mutant('sigreturn-kernel-addresses', 'SHSTK-51', ORIGIN.slip, {
    sigreturn: (view) =>
      sigreturn(view) ?? (view.inShadowStack && view.entry !== null && view.entry >= 1n << 62n && !((view.entry | view.ssp) & 7n) ? view.entry ^ BIT63 : null),
  }, { invariant: 2 }),
  mutant('sigreturn-looks-at-page-borders-only', 'SHSTK-100', ORIGIN.merged, seen(() => ({ check: 'page-aligned-only' }))),
  mutant('sigreturn-looks-at-no-mapping', 'SHSTK-52', ORIGIN.v1, seen(() => ({ inShadowStack: true }))),
  mutant('sigreturn-value-must-be-mapped', 'SHSTK-98', ORIGIN.document, {
    sigreturn: (view) => {
      const value = sigreturn(view);
      return value !== null && mappingAt(view.maps, value - 8n)?.shadow ? value : null;
    },
  }),
  mutant('sigreturn-refuses-0', 'SHSTK-98', ORIGIN.slip, { sigreturn: (view) => (sigreturn(view) === 0n ? null : sigreturn(view)) }),
  mutant('sigreturn-pops-instead', 'SHSTK-51', ORIGIN.slip, { sigreturn: (view) => (sigreturn(view) === null ? null : view.ssp + 8n) }),
  mutant('sigreturn-own-stack-only', 'SHSTK-102', ORIGIN.document, seen(({ inOwnStack }) => ({ inShadowStack: inOwnStack }))),
  mutant('refused-sigreturn-pops', 'SHSTK-101', ORIGIN.slip, { refusedSigreturn: ({ ssp, ucet }) => ({ ssp: ssp + 8n, ucet }) }),
  mutant('sigreturn-asks-when-off', 'SHSTK-104', ORIGIN.slip, { sigreturnChecksWhenOff: true }),
  mutant('sigreturn-trusts-a-late-enable', 'SHSTK-104', ORIGIN.slip, {
    sigreturn: (view) => sigreturn(view) ?? (view.inHandler && view.entry === null ? view.ssp : null),
  }),
  mutant('failed-delivery-leaves-an-entry', 'SHSTK-106', ORIGIN.slip, {
    failedDelivery: ({ ssp, ucet }) => ({ ssp: ssp - 8n, ucet }),
  }),
  mutant('delivery-below-the-base', 'SHSTK-50', ORIGIN.slip, { runsWithoutEntries: () => true }),
  mutant('overflow-handler-on-the-altstack', 'SHSTK-91', ORIGIN.document, { runsWithoutEntries: (onAltstack) => onAltstack }),
  mutant('delivery-needs-24-bytes', 'SHSTK-105', ORIGIN.slip, changed((ssp, restorer) => ({
    stores: [[ssp - 8n, ssp | BIT63], [ssp - 16n, restorer], [ssp - 24n, 0n]],
    ssp: ssp - 16n,
  }))),
  mutant('no-restorer-when-off-runs', 'SHSTK-50', ORIGIN.slip, { needsRestorerWhenOff: false }),
  mutant('no-restorer-stored-as-0', 'SHSTK-50', ORIGIN.slip, {
    sigframe: (ssp, handler) => sigframe(ssp, { ...handler, restorer: handler.restorer ?? 1n }),
  }),
  mutant('unaligned-ssp-rounded', 'SHSTK-50', ORIGIN.slip, { sigframe: (ssp, handler) => sigframe(ssp & ~7n, handler) }),
  mutant('compat-handler-runs', 'SHSTK-108', ORIGIN.slip, { compatHandler: 'runs' }),
  mutant('compat-handler-leaves-entries', 'SHSTK-108', ORIGIN.slip, { compatHandler: 'refused-with-entry' }),
]; // prettier-ignore
