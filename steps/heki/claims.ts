/** Heki: what must be seen. */
import { show } from '../../model/core/compare';
import type { Call, Inspection, Ok, PaRange } from '../../model/heki/types';
import type { Lab, View } from '../lab';
import { cellValue, expectFields, valueOfText } from '../tables';
import { then } from '../typed';
import { callText, linesOf, paRangesOf } from './tables';

then('Heki logs:', async function (table) {
  const wanted = linesOf(table);
  await this.check(({ events }) => {
    expectFields({ log: wanted }, { log: [...events] });
    const open = events.filter((event) => (event as { newline?: false }).newline === false).length;
    if (open !== wanted.filter((event) => 'newline' in event).length) throw new Error(`a newline too many or too few in ${show(events)}`);
  }, { events: wanted.length }); // prettier-ignore
});

then('Heki logs nothing', async function () {
  await this.check(({ events }) => {
    if (events.length > 0) throw new Error(`expected no line, got ${show(events)}`);
  });
});

then('Heki calls:', async function (table) {
  const wanted = table.raw().map(([text = '']) => text);
  await this.check((view) => {
    expectFields({ calls: wanted }, { calls: callsOf(view).map(callText) });
  });
});

then('Heki calls nothing', async function () {
  await this.check((view) => {
    const calls = callsOf(view);
    if (calls.length > 0) throw new Error(`expected no call, got ${calls.map(callText).join(', ')}`);
  });
});

then('its int is {int}', async function (result) {
  await this.check(({ outcome }) => {
    expectFields({ outcome: 'ok', result }, outcome);
  });
});

then('the converted ranges are:', async function (table) {
  const wanted = paRangesOf(table);
  await this.check(({ outcome }) => {
    expectSame(wanted, (outcome as Ok).ranges);
  });
});

then("the guest's ranges are:", async function (table) {
  const wanted = paRangesOf(table);
  await this.check(
    ({ state }) => {
      expectSame(wanted, (state as Inspection).guest?.ranges);
    },
    { paths: ['guest.ranges'] },
  );
});

then('the guest kernel has:', async function (table) {
  const wanted = Object.entries(table.rowsHash());
  await this.check(
    ({ state }) => {
      expectFields(
        Object.fromEntries(wanted.map(([name, text]) => [name, cellValue(text)])),
        (state as Inspection).guest,
      );
    },
    { paths: wanted.map(([name]) => `guest.${name}`) },
  );
});

then('the host holds:', async function (table) {
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
  await this.check(
    ({ state }) => {
      const { write_slots, exec_slots } = (state as Inspection).host ?? {};
      expectFields({ write_slots: slots('write'), exec_slots: slots('EXEC') }, { write_slots, exec_slots });
    },
    { paths: ['host.write_slots', 'host.exec_slots'] },
  );
});

then('the host holds {int} write locks and {int} EXEC ranges', async function (write, exec) {
  await this.check(
    ({ state }) => {
      const { host } = state as Inspection;
      const wanted = { write, exec };
      expectFields(wanted, { write: host?.write_slots.length, exec: host?.exec_slots.length });
    },
    { paths: ['host.write_slots', 'host.exec_slots'] },
  );
});

/** Values of the host's state by name; `stray` as the two values that it has written below its table. */
then('the host shows:', async function (table) {
  const wanted = Object.entries(table.rowsHash()).map(([name, text]) => [name, cellValue(text)] as const);
  await this.check(
    ({ state }) => {
      const { host } = state as Inspection;
      const stray = host?.stray?.map(({ value }) => value);
      expectFields(Object.fromEntries(wanted), { ...host, stray });
    },
    { paths: wanted.map(([name]) => `host.${name}`) },
  );
});

then('CR{int} of vCPU {int} holds {u64}', async function (cr, vcpu, value) {
  const name = cr === 0 ? 'cr0' : 'cr4';
  await this.check(
    ({ state }) => {
      expectFields({ [name]: value }, (state as Inspection).vcpus?.[vcpu]);
    },
    { paths: [`vcpus.${vcpu}.${name}`] },
  );
});

then('the steps come in this order:', async function (table) {
  const wanted = table.raw().map(([text = '']) => text);
  await this.check(({ outcome }) => {
    const order = (outcome as Ok).order ?? [];
    expectFields({ order: wanted }, { order: order.filter((step) => wanted.includes(step)) });
  });
});

then('it is refused', async function () {
  await expectRefusal(this);
});

async function expectRefusal(lab: Lab): Promise<void> {
  await lab.check(({ outcome }) => {
    if (outcome.outcome === 'ok') throw new Error(`expected a refusal, got ${show(outcome)}`);
  });
}

function callsOf({ outcome }: View): readonly Call[] {
  return (outcome as Ok).calls ?? [];
}

function expectSame(wanted: readonly PaRange[], got: unknown): void {
  expectFields({ ranges: wanted }, { ranges: got });
}
