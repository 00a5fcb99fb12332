/** The phrases of the suite's own features. */
import { Given, Then, When } from '@cucumber/cucumber';
import { SMALL_CATALOGUE } from '../../../reports/testing/small-catalogue';
import type { Workshop } from './world';

const SOUND = `@syndbg @since-upstream
Feature: Sound

  @syndbg.sound @SYNDBG-01
  Example: The host reads 0 from a new VM
    Given a VM with SynDbg on
    When the host reads CONTROL
    Then it returns 0x0
`;

Given('a folder with one sound feature', function (this: Workshop) {
  this.write('features/syndbg/sound.feature', SOUND);
  this.write('features/syndbg/requirements.yaml', SMALL_CATALOGUE);
});

Given('beside it the feature:', function (this: Workshop, text: string) {
  this.write('features/syndbg/other.feature', `${text}\n`);
});

Given('{int} sound cases', function (this: Workshop, count: number) {
  const rows = [...Array(count).keys()].map((i) => `      | case-${i} | CONTROL |`).join('\n');
  this.write(
    'features/syndbg/sound.feature',
    SOUND.replace('Example: The host', 'Scenario Outline: <case>: the host')
      .replace('CONTROL', '<register>')
      .concat(`\n    Examples:\n      | case | register |\n${rows}\n`),
  );
});

Given('the file {word}:', function (this: Workshop, name: string, text: string) {
  this.write(name, `${text}\n`);
});

/** Angle brackets of the inner scenario are written as braces: those of an outline are replaced too early. */
Given('in it the scenario:', function (this: Workshop, text: string) {
  const inner = text.replace(/\{(\w+)\}/g, '<$1>');
  this.write('features/syndbg/other.feature', `@syndbg @since-upstream\nFeature: Other\n\n${inner}\n`);
});

Given('further requirements:', function (this: Workshop, text: string) {
  this.write('features/syndbg/requirements.yaml', SMALL_CATALOGUE + text.replace(/^/gm, '  ') + '\n');
});

Given(
  'the file {word} with the signature that it printed:',
  function (this: Workshop, name: string, text: string) {
    const signature = /signature:? +([0-9a-f]{12})/.exec(this.last.text)?.[1];
    if (signature === undefined) throw new Error(`no signature was printed:\n${this.last.text}`);
    this.write(name, `${text.replace('$signature', signature)}\n`);
  },
);

Given(
  'in the file {word} {string} is {string}',
  function (this: Workshop, name: string, from: string, to: string) {
    const text = this.read(name);
    if (!text.includes(from)) throw new Error(`there is no "${from}" in ${name}`);
    this.write(name, text.replaceAll(from, to));
  },
);

Given('the file {word} is removed', function (this: Workshop, name: string) {
  this.drop(name);
});

Then('there is no file {word}', function (this: Workshop, name: string) {
  if (this.has(name)) throw new Error(`${name} is there`);
});

When(/^`hvspec ?([^`]*)` runs$/, async function (this: Workshop, line: string) {
  await this.runHere(line);
});

/** For what has to be there before: only its files and its words are used, not that it runs. */
Given(/^`hvspec (.*)` has run$/, async function (this: Workshop, line: string) {
  await this.runOnce(line);
});

When(/^`hvspec (.*)` runs as a process$/, async function (this: Workshop, line: string) {
  await this.runApart(line);
});

When(
  /^`hvspec (.*)` gets (SIG[A-Z]+) after "([^"]*)"$/,
  async function (this: Workshop, line: string, signal: NodeJS.Signals, after: string) {
    await this.runApart(line, { signal, after });
  },
);

When(
  /^`hvspec (.*)` gets (SIG[A-Z]+) once the file (\S+) is there$/,
  async function (this: Workshop, line: string, signal: NodeJS.Signals, once: string) {
    await this.runApart(line, { signal, once });
  },
);

When(/^`hvspec (.*)` writes to (\/\S+)$/, async function (this: Workshop, line: string, file: string) {
  await this.runApart(line, { stdout: file });
});

Then('it exits with {int}', function (this: Workshop, code: number) {
  const { code: got, text } = this.last;
  if (got !== code) throw new Error(`expected exit code ${code}, got ${got ?? 'none'}; it said:\n${text}`);
});

Then('it says {string}', function (this: Workshop, wanted: string) {
  if (!this.last.text.includes(wanted))
    throw new Error(`expected it to say "${wanted}"; it said:\n${this.last.text}`);
});

Then('it does not say {string}', function (this: Workshop, unwanted: string) {
  if (this.last.text.includes(unwanted))
    throw new Error(`expected it not to say "${unwanted}"; it said:\n${this.last.text}`);
});

Then(
  'the files {word} and {word} are equal to the byte',
  function (this: Workshop, one: string, other: string) {
    const [a, b] = [this.read(one), this.read(other)];
    if (a === '' || a !== b) throw new Error(`${one} and ${other} differ, or are empty`);
  },
);

Then(
  'the cases in {word}, {word} and {word} are those in {word}, each once',
  function (this: Workshop, a: string, b: string, c: string, d: string) {
    const [one = [], two = [], three = [], all = []] = [a, b, c, d].map((name) => this.casesIn(name));
    const dealt = [...one, ...two, ...three].sort();
    if (all.length === 0 || dealt.join() !== all.join())
      throw new Error(`dealt out: ${dealt.join()}; all: ${all.join()}`);
    if ([one, two, three].some((shard) => shard.length === 0)) throw new Error('a shard is empty');
  },
);
