/** Replies that are right as JSON-RPC and yet not what was wanted. Such a reply does not end the connection. */
import { Misuse, Unsupported } from '../model/core/machine';
import type { ErrorObject } from './protocol-types';
import { printable, sample } from './text';
import { WireError } from './wire-error';

/** The error that a JSON-RPC error stands for; `sent` is the method with its params. */
export function refused(error: ErrorObject, sent: string): Misuse | Unsupported | WireError {
  const message = printable(error.message);
  switch (error.code) {
    case -32601:
      return new Unsupported(
        `the adapter lacks ${error.data.capability}: ${message}${error.data.capability === 'core' ? ` for ${printable(sent)}` : ''}`,
        error.data.capability,
      );
    case -32001:
      return new Misuse(message);
    default:
      return new WireError('garbage', {
        problem: `the adapter answered with the error ${error.code}: ${message}`,
        sent,
        wanted: 'a result, -32601 for what the adapter lacks or -32001 for what makes no sense in this state',
      });
  }
}

/** The error for a result that the schema does not allow, `wrong` being the schema's sentence. */
export function mistaken(name: string, sent: string, result: object, wrong: string): WireError {
  const came = sample(result, 400);
  return new WireError('garbage', { problem: `${name} is wrong: ${wrong}`, sent, came });
}
