/** Parameter types of the MKTME steps. */
import { defineParameterType } from '@cucumber/cucumber';
import { parseU64 } from '../../model/core/u64';
import type { Place } from './words';
import { CHANGES, PLACE, placeOf } from './words';

export interface MktmeChange {
  readonly set: bigint;
  readonly clear: bigint;
}

export interface MktmeParameterTypes {
  readonly place: Place;
  readonly places: readonly Place[];
  readonly frames: readonly bigint[];
  readonly protection: MktmeChange;
  readonly leafSize: '2m' | '1g' | '4k';
}

const PLACES = new RegExp(`(?:${PLACE.source})(?:, (?:${PLACE.source}))+`);

defineParameterType({ name: 'place', regexp: PLACE, transformer: placeOf });
defineParameterType({
  name: 'places',
  regexp: PLACES,
  transformer: (text: string) => text.split(', ').map(placeOf),
});
defineParameterType({
  name: 'frames',
  regexp: /frames? 0x[0-9a-f_]+(?:, 0x[0-9a-f_]+)*/,
  transformer: (text: string) =>
    text
      .replace(/^frames? /, '')
      .split(', ')
      .map(parseU64),
});
defineParameterType({
  name: 'protection',
  regexp: new RegExp(Object.keys(CHANGES).join('|')),
  transformer: (text: string) => CHANGES[text] as MktmeChange,
});
defineParameterType({ name: 'leafSize', regexp: /4k|2m|1g/, transformer: (text: string) => text });
