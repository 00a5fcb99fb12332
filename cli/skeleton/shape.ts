/** What a skeleton is made of: a machine's operations, events and outcomes as its schema has them, in no language yet. */
import type { OperationNeeds } from '../../model/core/capability';

export type Type =
  /** A value of up to 64 bits: `"0x1f"`. */
  | { readonly kind: 'hex' }
  /** A JSON number from 0 on. */
  | { readonly kind: 'count' }
  /** A JSON number with a sign. */
  | { readonly kind: 'int' }
  | { readonly kind: 'bool' }
  | { readonly kind: 'text' }
  /** Words; `name` where several members share them. */
  | { readonly kind: 'enum'; readonly values: readonly string[]; readonly name: string | null }
  /** An array, an object, or what may be null. */
  | { readonly kind: 'json' };

export interface Member {
  readonly name: string;
  readonly type: Type;
  readonly isOptional: boolean;
  /** Its shape in words, as `[{msr: hex, value: hex}]`. */
  readonly shape: string;
  /** The schema's sentence, or nothing. */
  readonly about: string;
  readonly node: Node;
}

export interface Shape {
  /** Kebab-less and lower case, as `syndbg_exit`. */
  readonly name: string;
  readonly about: string;
  /** Members that are always the same, as `event` and `exit` of an event. */
  readonly constants: Readonly<Record<string, string>>;
  readonly members: readonly Member[];
}

export interface Operation extends Shape {
  readonly needs: OperationNeeds;
}

/** All that a skeleton of a machine says. */
export interface Plan {
  readonly machine: string;
  readonly profile: string;
  readonly about: string;
  readonly version: string;
  readonly capabilities: readonly string[];
  /** The first value of each is the default. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
  readonly config: Operation;
  readonly operations: readonly Operation[];
  readonly events: readonly Shape[];
  /** ok, failed, faulted: without `outcome` and `events`. */
  readonly outcomes: readonly Shape[];
  readonly inspection: Node;
}

/** A node of a schema, as far as this reads it; references are resolved. */
export interface Node {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly patternProperties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: boolean | Node;
  readonly items?: Node;
  readonly minItems?: number;
  readonly oneOf?: readonly Node[];
  /** The definition that it was a reference to. */
  readonly definition?: string;
}

/** `SyndbgExit` as `syndbg_exit`. */
export function snake(title: string): string {
  return title
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
}

/** `syndbg_exit` as `SyndbgExit`. */
export function pascal(name: string): string {
  return name.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, first: string) => first.toUpperCase());
}
