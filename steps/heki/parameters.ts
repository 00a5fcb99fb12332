/** Parameter types of the Heki steps: how a kernel is built, what a host has, who touches memory and how. */
import { defineParameterType } from '@cucumber/cucumber';
import { CR0_WP, CR4_PINNABLE } from '../../model/heki/control-registers';
import { EXEC, NOWRITE } from '../../model/heki/ranges';
import type { Access, Host, Plug } from '../../model/heki/types';
import { nameValues } from '../tables';

export interface HekiParameterTypes {
  /** A kernel of the two layouts, with the ORC tables or without. */
  readonly hekiBuild: { readonly orc: boolean; readonly kaslr: boolean };
  readonly hekiSeries: Host['series'];
  /** Who touches a frame, and how, as the host's error code says it. */
  readonly hekiAccess: Pick<Access, 'error_code' | 'path'>;
  readonly hekiMeddles: NonNullable<Plug['meddles']>;
}

nameValues({ NOWRITE, EXEC, 'NOWRITE+EXEC': NOWRITE | EXEC, WP: CR0_WP, PINNABLE: CR4_PINNABLE });

defineParameterType({
  name: 'hekiBuild',
  regexp: /with ORC tables|without ORC tables|placed by KASLR/,
  transformer: (text: string) => ({ orc: !text.startsWith('without'), kaslr: text.endsWith('KASLR') }),
});

defineParameterType({
  name: 'hekiSeries',
  regexp: /without Heki|with 4\/9|with 8\/9/,
  transformer: (text: string): Host['series'] =>
    text === 'without Heki' ? 'none' : text.endsWith('4/9') ? '4/9' : '8/9',
});

const ACCESSES: Readonly<Record<string, HekiParameterTypes['hekiAccess']>> = {
  'the guest kernel reads': { error_code: 0x0n },
  'the guest kernel writes': { error_code: 0x2n },
  'the guest kernel executes': { error_code: 0x10n },
  'a guest process writes': { error_code: 0x6n },
  'a guest process executes': { error_code: 0x14n },
  "KVM's emulator writes": { error_code: 0x2n, path: 'emulated' },
};

defineParameterType({
  name: 'hekiAccess',
  regexp: new RegExp(Object.keys(ACCESSES).join('|')),
  transformer: (text: string) => ACCESSES[text] as HekiParameterTypes['hekiAccess'],
});

const MEDDLES: Readonly<Record<string, NonNullable<Plug['meddles']>>> = {
  'unplugs itself': 'unplugs',
  'plugs another': 'plugs-another',
  'sets the count to 171': 'recounts',
  'sets the ranges to NULL': 'clears-ranges',
};

defineParameterType({
  name: 'hekiMeddles',
  regexp: new RegExp(Object.keys(MEDDLES).join('|')),
  transformer: (text: string) => MEDDLES[text] as NonNullable<Plug['meddles']>,
});
