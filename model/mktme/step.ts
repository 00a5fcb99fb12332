/** The machine's step: one operation in, the next state and the outcome out. */
import type { AnyOp, Choices, Model, Stepped } from '../core/machine';
import { Misuse } from '../core/machine';
import { detect, efiMemory, setupDirectMappingSize } from './boot';
import * as callers from './callers';
import * as canonical from './canonical';
import type { Context } from './context';
import { changeAttributes } from './cpa';
import { compare, inspect } from './inspect';
import * as pages from './pages';
import type { Rules } from './rules';
import { SPEC } from './rules';
import type { State } from './state';
import { initialState } from './state';
import { pagesRange } from './sync';
import { set, sync } from './context';
import type { Compare, Config, Op, Outcome } from './types';

/** A model that follows the given rules. */
export function modelOf(rules: Rules, choices: Choices): Model<State> {
  return {
    initial: (config) => begin(rules, choices, config as Config),
    step: (state, op) => step(rules, choices, state, op as Op),
    inspect,
  };
}

/** A configuration with synced copies starts with what they have to hold, however the rules would sync. */
function begin(rules: Rules, choices: Choices, config: Config): State {
  const state = initialState(rules, config);
  if (config.copies !== 'synced') return state;
  const c: Context = { rules: SPEC, choices, state: { ...state, enabled: true }, events: [] };
  const { base, dm } = state.geo;
  sync(c, pagesRange(base, base + dm));
  return { ...c.state, enabled: config.enabled, failedBefore: false };
}

/** @throws Misuse where the operation makes no sense in this state */
export function step(rules: Rules, choices: Choices, state: State, op: Op): Stepped<State, Outcome> {
  const c: Context = { rules, choices, state, events: [] };
  const outcome = perform(c, op);
  return { state: c.state, outcome };
}

function perform(c: Context, op: Op): Outcome {
  switch (op.op) {
    case 'map':
      return canonical.mapLeaves(c, op);
    case 'unmap':
      return canonical.unmap(c, op);
    case 'protect':
      return canonical.protect(c, op);
    case 'split':
      return canonical.split(c, op);
    case 'collapse':
      return canonical.collapse(c, op);
    case 'replace':
      return canonical.replace(c, op);
    case 'sync_direct_mapping':
      return callers.syncDirectMapping(c, op);
    case 'compare':
      return compared(c, op);
    case 'enable':
      return callers.enable(c);
    case 'disable':
      return callers.disable(c);
    case 'hotplug':
      return callers.hotplug(c, op);
    case 'hotremove':
      return callers.hotremove(c, op);
    case 'mark_rodata_ro':
      return callers.markRodataRo(c, op);
    case 'change_page_attr':
      return changeAttributes(c, op);
    case 'access':
      return pages.access(c, op);
    case 'page_to_virt':
      return pages.pageToVirt(c, op);
    case 'pa':
      return pages.pa(c, op);
    case 'prep_encrypted_page':
      return pages.prepEncryptedPage(c, op);
    case 'free_encrypted_page':
      return pages.freeEncryptedPage(c, op);
    case 'page_keyid':
      return pages.pageKeyid(c, op);
    case 'detect':
      return detect(c, op);
    case 'setup_direct_mapping_size':
      return setupDirectMappingSize(c, op);
    case 'efi_memory':
      return efiMemory(c, op);
    case 'fail_allocation':
      set(c, { failIn: op.nth });
      return { outcome: 'ok' };
    default:
      throw new Error(`no such operation: ${JSON.stringify((op satisfies never as AnyOp).op)}`);
  }
}

function compared(c: Context, { keyid }: Compare): Outcome {
  if (keyid < 1 || keyid > c.state.copies)
    throw new Misuse(`there are ${c.state.copies} copies: no KeyID ${keyid}`);
  return { outcome: 'ok', ...compare(c.state, keyid) };
}
