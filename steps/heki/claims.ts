/** Heki: what must be seen. */
import { show } from '../../model/core/compare';
import type { Call, Inspection, Ok, PaRange } from '../../model/heki/types';
import type { View } from '../lab';
import { cellValue, expectFields, valueOfText } from '../tables';
import { then } from '../typed';
import { callText, linesOf, paRangesOf } from './tables';

then('Heki logs:', function (table) {
  const wanted = linesOf(table);
  return this.check(({ events }) => {
    expectFields({ log: wanted }, { log: [...events] });
    const open = events.filter((event) => (event as { newline?: false }).newline === false).length;
    if (open !== wanted.filter((event) => 'newline' in event).length) throw new Error(`a newline too many or too few in ${show(events)}`);
  }, { events: wanted.length }); // prettier-ignore
});

then('Heki logs nothing', function () {
  return this.check(({ events }) => {
    if (events.length > 0) throw new Error(`expected no line, got ${show(events)}`);
  });
});

then('Heki calls:', function (table) {
  const wanted = table.raw().map(([text = '']) => text);
  return this.check((view) => {
    expectFields({ calls: wanted }, { calls: callsOf(view).map(callText) });
  });
});

then('Heki calls nothing', function () {
  return this.check((view) => {
    const calls = callsOf(view);
    if (calls.length > 0) throw new Error(`expected no call, got ${calls.map(callText).join(', ')}`);
  });
});

then('its int is {int}', function (result) {
  return this.check(({ outcome }) => {
    expectFields({ outcome: 'ok', result }, outcome);
  });
});

then('the converted ranges are:', function (table) {
  const wanted = paRangesOf(table);
  return this.check(({ outcome }) => {
    expectSame(wanted, (outcome as Ok).ranges);
  });
});

then("the guest's ranges are:", function (table) {
  const wanted = paRangesOf(table);
  return this.check(
    ({ state }) => {
      expectSame(wanted, (state as Inspection).guest?.ranges);
    },
    { paths: ['guest.ranges'] },
  );
});

then('the guest kernel has:', function (table) {
  const wanted = Object.entries(table.rowsHash());
  return this.check(
    ({ state }) => {
      expectFields(
        Object.fromEntries(wanted.map(([name, text]) => [name, cellValue(text)])),
        (state as Inspection).guest,
      );
    },
    { paths: wanted.map(([name]) => `guest.${name}`) },
  );
});

then('the host holds:', function (table) {
  const slots = (of: string): object[] =>
    table
      .hashes()
      .flatMap(({ table: name, slot, gfn_start, gfn_end }) =>
        name === of
          ? [
              {
                slot: Number(slot),
                gfn_start: valueOfText(gfn_start ?? ''),
                gfn_end: valueOfText(gfn_end ?? ''),
              },
            ]
          : [],
      );
  return this.check(
    ({ state }) => {
      const { write_slots, exec_slots } = (state as Inspection).host ?? {};
      expectFields({ write_slots: slots('write'), exec_slots: slots('EXEC') }, { write_slots, exec_slots });
    },
    { paths: ['host.write_slots', 'host.exec_slots'] },
  );
});

then('the host holds {int} write locks and {int} EXEC ranges', function (write, exec) {
  return this.check(
    ({ state }) => {
      const { host } = state as Inspection;
      const wanted = { write, exec };
      expectFields(wanted, { write: host?.write_slots.length, exec: host?.exec_slots.length });
    },
    { paths: ['host.write_slots', 'host.exec_slots'] },
  );
});

/** Values of the host's state by name; `stray` as the two values that it has written below its table. */
then('the host shows:', function (table) {
  const wanted = Object.entries(table.rowsHash()).map(([name, text]) => [name, cellValue(text)] as const);
  return this.check(
    ({ state }) => {
      const { host } = state as Inspection;
      const stray = host?.stray?.map(({ value }) => value);
      expectFields(Object.fromEntries(wanted), { ...host, stray });
    },
    { paths: wanted.map(([name]) => `host.${name}`) },
  );
});

then('CR{int} of vCPU {int} holds {u64}', function (cr, vcpu, value) {
  const name = cr === 0 ? 'cr0' : 'cr4';
  return this.check(
    ({ state }) => {
      expectFields({ [name]: value }, (state as Inspection).vcpus?.[vcpu]);
    },
    { paths: [`vcpus.${vcpu}.${name}`] },
  );
});

then('the steps come in this order:', function (table) {
  const wanted = table.raw().map(([text = '']) => text);
  return this.check(({ outcome }) => {
    const order = (outcome as Ok).order ?? [];
    expectFields({ order: wanted }, { order: order.filter((step) => wanted.includes(step)) });
  });
});

then('it is refused', function () {
  return this.check(({ outcome }) => {
    if (outcome.outcome === 'ok') throw new Error(`expected a refusal, got ${show(outcome)}`);
  });
});

function callsOf({ outcome }: View): readonly Call[] {
  return (outcome as Ok).calls ?? [];
}

function expectSame(wanted: readonly PaRange[], got: unknown): void {
  expectFields({ ranges: wanted }, { ranges: got });
}
