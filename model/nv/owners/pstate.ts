/** Owners of the PSTATE that an exit synchronises: the mode, and the other bits. */
import { EL1H, EL1T, EL2T, FULL_MODE, isEl2 } from '../pstate';
import type { Exit, Line, Run, Seen, When } from './seen';
import {
  all,
  atExit,
  beganInHost,
  cleared,
  DROPPED,
  EVERY,
  exitOf,
  fromHostUser,
  HELD,
  isChange,
  isEl1,
  isFixedUp,
  isLeftover,
  masked,
  modeOf,
  OPTIONAL,
  sinceEntry,
  tge,
} from './seen';

/** Who speaks of these bits of the PSTATE that an exit synchronises: in the event, in the state, and read by userspace. */
function synced(id: string, bits: bigint, when: When): readonly Line[] {
  const mode = (bits & FULL_MODE) === 0n ? [] : ['mode', 'outcome'];
  return [
    { id, fields: masked(bits, 'events.sync.pstate'), when },
    { id, fields: [...masked(bits, 'value'), ...mode], ops: ['get_one_reg'], when: readsWhat(when) },
    { id, fields: masked(bits, 'state.pstate'), when: (look, past) => !isChange(look) && when(look, past) },
  ];
}

/** Whether PSTATE is read as the last exit left it, and the condition was met there. */
function readsWhat(when: When): When {
  return ({ op }, past) => {
    if (op.op !== 'get_one_reg' || op.reg !== 'PSTATE') return false;
    const at = past.findLastIndex(wrotePstate);
    const exit = past[at];
    return exit !== undefined && exitOf(exit) !== null && !isChange(exit) && when(exit, past.slice(0, at));
  };
}

function wrotePstate(look: Seen): boolean {
  const { op } = look;
  return exitOf(look) !== null || isChange(look) || (op.op === 'set_one_reg' && op.reg === 'PSTATE');
}

const mode = (id: string, test: (exit: Run) => boolean): readonly Line[] =>
  synced(id, FULL_MODE, atExit(test));

/** Whether the question of the context, asked after this exit, would have another answer than the entry's. */
function wouldMislead({ s, mode: hardware, host }: Exit): boolean {
  return s.config.vhe && (isEl2(hardware) || tge(s.hcr)) !== host;
}

/** Whether an earlier run of the vCPU was in the other context. */
function contextHasChanged(look: Seen, past: readonly Seen[]): boolean {
  const exit = exitOf(look);
  return exit !== null && past.some(({ op, after }) => op.op === 'enter' && beganInHost(after) !== exit.host);
}

/** Whether what waited was injected between KVM_RUN and the entry. */
function setUpLate(_look: Seen, past: readonly Seen[]): boolean {
  const entry = past.length - sinceEntry(past).length - 1;
  const before = past.slice(0, Math.max(entry, 0));
  const last = before.at(-1);
  return last !== undefined && isChange(last);
}

function wroteItsOwn({ before }: Seen, past: readonly Seen[]): boolean {
  const wrote = sinceEntry(past).some(({ op }) => op.op === 'msr' && FLAGS.has(op.reg));
  return wrote && cleared(before);
}

const FLAGS: ReadonlySet<string> = new Set(['NZCV', 'DAIF', 'PAN', 'UAO', 'DIT', 'SSBS']);

const afterFixup: When = (look, past) => exitOf(look) !== null && sinceEntry(past).some(isFixedUp);

/** The mode, the most telling story first. */
const MODES: readonly Line[] = [
  ...mode('NV-20', ({ mode: m, host }) => host && (m === 0x14n || m === 0x15n)),
  ...mode('NV-77', ({ mode: m, host }) => host && (m === 0x14n || m === 0x15n)),
  ...mode('NV-29', (exit) => fromHostUser(exit) && cleared(exit.s)),
  ...mode('NV-69', fromHostUser),
  ...synced(
    'NV-08',
    FULL_MODE,
    all(
      afterFixup,
      atExit(({ raw }) => raw),
    ),
  ),
  ...mode('NV-28', (exit) => fromHostUser(exit) && cleared(exit.s)),
  ...mode('NV-10', ({ s }) => !s.config.vhe),
  ...mode('NV-16', ({ mode: m, host }) => host && m === EL1T),
  ...mode('NV-17', ({ mode: m, host }) => host && m === EL1H),
  ...mode('NV-18', ({ mode: m, host }) => host && !isEl1(m)),
  ...mode('NV-15', ({ host }) => !host),
  ...synced('NV-09', FULL_MODE, setUpLate),
  ...synced(
    'NV-07',
    FULL_MODE,
    (look, past) => atExit(wouldMislead)(look, past) || contextHasChanged(look, past),
  ),
  ...mode('NV-03', ({ s, host }) => host && s.hcr !== s.entryHcr),
  ...mode('NV-30', ({ s, host }) => host && isEl2(s.entryPstate)),
  ...mode('NV-31', ({ s, host }) => s.features.hasEl2 && !host),
  ...mode('NV-98', ({ s }) => !s.features.hasEl2),
  ...mode('NV-01', ({ s }) => s.features.hasEl2),
  ...mode('NV-42', ({ s }) => s.features.hasEl2),
  ...mode('NV-62', ({ s, ran }) => s.features.hasEl2 && ran),
  ...mode('NV-34', ({ s }) => s.features.hasEl2),
  ...mode('NV-33', ({ s }) => isEl2(s.entryPstate) || modeOf(s.entryPstate) < EL2T),
  ...synced('NV-08', FULL_MODE, afterFixup),
  ...mode('NV-06', () => true),
];

/** The other bits. */
const BITS: readonly Line[] = [
  ...synced('NV-70', HELD | FULL_MODE, wroteItsOwn),
  ...synced(
    'NV-56',
    DROPPED,
    atExit(({ ran, raw }) => ran && !raw),
  ),
  ...synced(
    'NV-55',
    HELD,
    atExit(({ ran, raw }) => ran && !raw),
  ),
  ...synced(
    'NV-73',
    OPTIONAL,
    atExit(({ ran, raw }) => ran && !raw),
  ),
  ...synced(
    'NV-61',
    EVERY,
    atExit(({ ran, raw }) => !ran && !raw),
  ),
  ...synced(
    'NV-35',
    EVERY,
    atExit(({ s, ran }) => isLeftover(s.pstate) && !ran),
  ),
  ...synced(
    'NV-19',
    EVERY & ~FULL_MODE,
    atExit(({ raw }) => raw),
  ),
  ...synced(
    'NV-19',
    HELD,
    atExit(() => true),
  ),
  ...synced(
    'NV-15',
    EVERY & ~FULL_MODE,
    atExit(({ host, raw }) => raw && !host),
  ),
  ...synced(
    'NV-10',
    HELD,
    atExit(({ s }) => !s.config.vhe),
  ),
];

export const PSTATE_LINES: readonly Line[] = [...MODES, ...BITS];
