/** Words that can be said without a run of Cucumber: parameter types cannot be defined outside of one. */
import type { VcpuInit } from '../../model/nv/types';

/** The words for a set of features; as `{nvFeatures}` reads them. */
export function featureWords(f: Omit<VcpuInit, 'op'>): string {
  const named = [
    f.has_el2 ? 'HAS_EL2' : '',
    f.has_el2_e2h0 ? 'HAS_EL2_E2H0' : '',
    f.el1_32bit ? 'EL1_32BIT' : '',
  ];
  return named.filter((word) => word !== '').join(' and ') || 'no feature';
}
