/** Operations in the words of the scenarios: so that what a property found can be read and run. */
import type { AnyOp } from '../../model/core/machine';
import { hex } from '../../model/core/u64';
import type { Access, ChangePageAttr, Config, Inspection, Leaf, Op } from '../../model/mktme/types';
import { expectedAfter, tellingOf } from '../expected';
import type { Lab } from '../lab';
import { claimOf, tableOf } from './say-claims';
import { setupOf } from './setup';
import type { Layout } from './words';
import { CHANGES, placeText, rowOfLeaf } from './words';

/**
 * The last run of a lab as a scenario: the operations up to the one that differs, and what must hold after it by
 * the reference. Reads beside the last one change nothing and are left out.
 */
export function scenarioOf(lab: Lab): string {
  const { config } = setupOf(lab);
  const named = lab.named();
  const { at } = named;
  const performed = lab.trace.slice(0, at === null ? undefined : at + 1).map(({ op }) => op as Op);
  const ops = performed.filter((op) => op.op !== 'access' || readsLike(op, performed.at(-1)));
  const telling = tellingOf(named);
  const expected = expectedAfter<Inspection>(lab, config, ops);
  const wanted = expected ? claimOf(config, telling?.field ?? 'outcome', expected) : ['it fails with EINVAL'];
  const acts = ops.flatMap((op, i) => {
    const [first = '', ...rest] = stepOf(config, op);
    return [`${i === 0 ? 'When' : 'And'} ${first}`, ...rest];
  });
  const lines = [...givenOf(config), ...acts, ...wanted.map((line, i) => (i === 0 ? `Then ${line}` : line))];
  return ['Example: the shortest way to see it', ...lines.map((line) => `  ${line}`)].join('\n');
}

/** Whether a read goes through the alias that the last operation reads. */
function readsLike(op: Access, last: Op | undefined): boolean {
  return last?.op === 'access' && op.va >> 12n === last.va >> 12n && op.keyid === last.keyid;
}

/** The configuration as Given steps. */
export function givenOf(config: Config): readonly string[] {
  const { levels, page_offset, keyid_bits, phys_bits, nr_keyids, enabled, canonical, kernel = [] } = config;
  const lines = [
    ...(levels === 5 ? [`C lies at ${hex(page_offset)} under 5-level paging`] : []),
    ...(keyid_bits === 6 && phys_bits === 52
      ? []
      : [`${keyid_bits} KeyID bits among ${phys_bits} physical address bits`]),
    ...(nr_keyids === undefined
      ? []
      : [`direct mappings for ${nr_keyids} KeyIDs with MKTME ${enabled ? 'on' : 'off'}`]),
    ...(config.gbpages ? [] : ['1 GiB pages are not used']),
    ...(config.supported_mask === undefined ? [] : [`the supported mask is ${hex(config.supported_mask)}`]),
    ...(config.copies === 'empty' ? ['the copies are still empty'] : []),
    ...(canonical.length > 0 ? ['C maps:', ...table(config, canonical)] : []),
    ...(kernel.length > 0 ? ['another kernel area maps:', ...table(config, kernel)] : []),
  ];
  let begun = false;
  return lines.map((line) => {
    if (line.startsWith('  |')) return line;
    const keyword = begun ? 'And' : 'Given';
    begun = true;
    return `${keyword} ${line}`;
  });
}

function table(layout: Layout, leaves: readonly Leaf[]): readonly string[] {
  return tableOf([
    ['at', 'size', 'count', 'frame', 'flags'],
    ...leaves.map((leaf) => rowOfLeaf(layout, leaf)),
  ]);
}

/** One operation as a step, with the lines of its table if it has one. */
export function stepOf(layout: Layout, any: AnyOp): readonly string[] {
  const op = any as Op;
  const place = (va: bigint): string => placeText(layout, va);
  switch (op.op) {
    case 'map':
      return ['C gains:', ...table(layout, op.leaves)];
    case 'unmap':
      return [
        `C loses ${place(op.start)} to ${place(op.end)}${op.tables === 'kept' ? ' and keeps its tables' : ''}`,
      ];
    case 'protect':
      return [`C turns ${changeWord(op)} from ${place(op.start)} to ${place(op.end)}`];
    case 'split':
      return [`C is split at ${place(op.va)} down to ${op.to}`];
    case 'collapse':
      return [`C is collapsed at ${place(op.va)} to ${op.to}`];
    case 'replace':
      return ['C becomes:', ...table(layout, op.leaves)];
    case 'sync_direct_mapping':
      return [`sync runs from ${place(op.start)} to ${place(op.end)}`];
    case 'compare':
      return [`copy ${op.keyid} is compared with C`];
    case 'enable':
    case 'disable':
      return [`MKTME is ${op.op}d`];
    case 'hotplug':
      return [`memory ${hex(op.start)} to ${hex(op.end)} is plugged in`];
    case 'hotremove':
      return [`memory ${hex(op.start)} to ${hex(op.end)} is removed`];
    case 'mark_rodata_ro':
      return [`the read-only data from ${place(op.start)} to ${place(op.end)} are protected`];
    case 'change_page_attr':
      return requestStep(op, place);
    case 'access':
      return [`the alias of ${place(op.va)} for KeyID ${op.keyid} is read`];
    case 'page_to_virt':
      return [`page_to_virt is asked for frame ${hex(op.pfn)}`];
    case 'pa':
      return [`__pa is asked for ${place(op.va)}`];
    case 'page_keyid':
      return [`the KeyID of frame ${hex(op.pfn)} is asked`];
    case 'prep_encrypted_page':
      return [
        `2^${op.order ?? 0} pages from frame ${hex(op.pfn)} are given KeyID ${op.keyid}${op.zero === true ? ' and cleared' : ''}`,
      ];
    case 'free_encrypted_page':
      return [`2^${op.order ?? 0} pages from frame ${hex(op.pfn)} are freed`];
    case 'detect':
      return [`the CPU announces ${op.keyid_bits} KeyID bits among ${op.phys_bits}`];
    case 'setup_direct_mapping_size':
      return [
        `${hex(op.memory)} bytes of memory are laid out with ${op.padding_tib} TiB to spare under ${op.virtual_bits} address bits`,
      ];
    case 'efi_memory':
      return [
        'the firmware lists memory:',
        '  | start | end | attribute |',
        ...op.ranges.map(
          ({ start, end, attribute }) => `  | ${hex(start)} | ${hex(end)} | ${hex(attribute)} |`,
        ),
      ];
    case 'fail_allocation':
      return [`table allocation ${op.nth} will fail`];
    default:
      throw new Error(`no words for ${JSON.stringify((op satisfies never as AnyOp).op)}`);
  }
}

function changeWord({ set, clear }: { readonly set: bigint; readonly clear: bigint }): string {
  const found = Object.entries(CHANGES).find(([, change]) => change.set === set && change.clear === clear);
  if (!found) throw new Error(`no word for setting ${hex(set)} and clearing ${hex(clear)}`);
  return found[0];
}

function requestStep(op: ChangePageAttr, place: (va: bigint) => string): readonly string[] {
  const change = changeWord(op);
  if (op.how === 'array') return [`the pages at ${op.addresses.map(place).join(', ')} turn ${change}`];
  if (op.how === 'pages') return [`frames ${op.addresses.map(hex).join(', ')} turn ${change}`];
  const options = Object.entries({
    force_split: op.force_split === true ? 'yes' : '',
    clflush: op.clflush === false ? 'no' : '',
    interrupts: op.interrupts ?? '',
  }).filter(([, cell]) => cell !== '');
  const text = `${op.pages} pages at ${place(op.addresses[0] as bigint)} turn ${change}`;
  if (options.length === 0) return [text];
  return [`${text}, with:`, ...options.map(([name, cell]) => `  | ${name} | ${cell} |`)];
}
