/** messages.ndjson: Cucumber's messages as they came, one a line, for every tool that reads them. */
import type { Envelope } from '@cucumber/messages';

export function messagesReport(envelopes: readonly Envelope[]): string {
  return envelopes.map((envelope) => `${JSON.stringify(envelope)}\n`).join('');
}
