/** What a subject shows of its host in the model's words, where the protocol has several for the same. */
import type { Inspection } from './types';

/** GFNs that lost kernel execution are a set: ascending, and each once. */
export function tidy(shown: object): object {
  const { host } = shown as Partial<Inspection>;
  if (!host?.stripped) return shown;
  const stripped = [...new Set(host.stripped)].sort((a, b) => (a < b ? -1 : 1));
  return { ...shown, host: { ...host, stripped } };
}
