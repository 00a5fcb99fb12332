/**
 * Cucumber checks how many arguments a step takes, but not their types. These aliases do: the handler of
 * `'{u64} … {int}'` has to take a bigint and a number. They are re-typed, not wrapped, so that a step still
 * reports its own line.
 */
import type { DataTable } from '@cucumber/cucumber';
import { Given, Then, When } from '@cucumber/cucumber';
import type { Lab } from './lab';
import type { ParameterTypes } from './parameters';

type Values<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? [Name extends keyof ParameterTypes ? ParameterTypes[Name] : never, ...Values<Rest>]
  : [];

/** A phrase that ends in a colon is followed by a table. */
type Arguments<Text extends string> = Text extends `${string}:` ? [...Values<Text>, DataTable] : Values<Text>;

type Define = <Text extends string>(
  phrase: Text,
  handler: (this: Lab, ...args: Arguments<Text>) => unknown,
) => void;

export const given = Given as unknown as Define;
export const when = When as unknown as Define;
export const then = Then as unknown as Define;
