// Generated from schemas/protocol.schema.json by `npm run types`. Change the schema, not this file.

export type Request = DescribeRequest | ResetRequest | StepRequest | InspectRequest | ShutdownRequest;
export type Version = '2.0';
/**
 * Requests are numbered from 1; a reply repeats the number of its request.
 */
export type Id = number;
/**
 * The name of a machine, profile, capability, choice or value of one: lower-case letters, digits, and - _ . between them.
 */
export type Name = string;
export type ErrorObject = Lacking | Misused | Broken;

/**
 * What the suite and an adapter say to each other: JSON-RPC 2.0, one object a line, on the adapter's stdin and stdout. Operations, outcomes, configurations and inspections are those of the machine's own schema.
 */
export interface Protocol {
  request: Request;
  answer: Answer;
  refusal: Refusal;
  description: DescriptionMessage;
  empty: Empty;
}
export interface DescribeRequest {
  jsonrpc: Version;
  id: Id;
  method: 'describe';
  params: {
    protocol: 1;
  };
}
/**
 * A fresh instance of the machine, in its initial state.
 */
export interface ResetRequest {
  jsonrpc: Version;
  id: Id;
  method: 'reset';
  params: {
    machine: Name;
    profile: Name;
    /**
     * $defs/config of the machine's schema.
     */
    config: {readonly [key: string]: unknown};
  };
}
/**
 * One operation; the params are the operation itself.
 */
export interface StepRequest {
  jsonrpc: Version;
  id: Id;
  method: 'step';
  /**
   * $defs/op of the machine's schema.
   */
  params: {readonly op: string; readonly [key: string]: unknown};
}
/**
 * All state that can be observed; asking changes nothing.
 */
export interface InspectRequest {
  jsonrpc: Version;
  id: Id;
  method: 'inspect';
  params: Empty;
}
/**
 * The result of reset and of shutdown: {}.
 */
export interface Empty {}
/**
 * The last request: the adapter answers {} and exits with 0.
 */
export interface ShutdownRequest {
  jsonrpc: Version;
  id: Id;
  method: 'shutdown';
  params: Empty;
}
/**
 * A reply with a result: of step an outcome, of inspect an inspection.
 */
export interface Answer {
  jsonrpc: Version;
  id: Id;
  result: {readonly [key: string]: unknown};
}
/**
 * A reply with an error.
 */
export interface Refusal {
  jsonrpc: Version;
  id: Id;
  error: ErrorObject;
}
/**
 * The adapter has no such operation (or cannot be reset to such a configuration).
 */
export interface Lacking {
  code: -32601;
  message: string;
  data: {
    /**
     * The name of a machine, profile, capability, choice or value of one: lower-case letters, digits, and - _ . between them.
     */
    capability: string;
  };
}
/**
 * The operation makes no sense in this state, as when a vCPU waits in an exit and is told to execute.
 */
export interface Misused {
  code: -32001;
  message: string;
  data?: unknown;
}
/**
 * Anything else went wrong; -32700, -32600, -32602 and -32603 as JSON-RPC has them, -32000 otherwise.
 */
export interface Broken {
  code: -32700 | -32600 | -32602 | -32603 | -32000;
  message: string;
  data?: unknown;
}
/**
 * The result of describe.
 */
export interface DescriptionMessage {
  protocol: 1;
  /**
   * What is under test, for the report: text that does not begin with a blank and has no control character.
   */
  name: string;
  /**
   * Its version, as text that does not begin with a blank and has no control character.
   */
  version: string;
  /**
   * @minItems 1
   * @maxItems 64
   */
  machines: OfferMessage[];
}
/**
 * One profile of one machine that the adapter speaks for.
 */
export interface OfferMessage {
  machine: Name;
  profile: Name;
  /**
   * What the adapter can do beyond the machine's core operations.
   *
   * @maxItems 64
   */
  capabilities: Name[];
  /**
   * For each point that the profile leaves open, what the implementation does; the default where a name is left out.
   */
  choices?: {
    [k: string]: Name;
  };
}
