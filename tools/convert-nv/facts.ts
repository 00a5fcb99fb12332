/** Facts of the probe: one JSON object a line, values as text in hexadecimal. */

export type Fact = Readonly<Record<string, unknown>> & { readonly test: string };

/** @throws Error on a line that is no fact */
export function factsIn(text: string): readonly Fact[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    const fact = JSON.parse(line) as Fact;
    if (typeof fact.test !== 'string') throw new Error(`line ${i + 1}: no test is named`);
    return [fact];
  });
}

/** A value of 64 bits. @throws Error where the fact has none of that name */
export function hexOf(fact: Fact, name: string): bigint {
  const value = fact[name];
  if (typeof value !== 'string' || !/^(0|0x[0-9a-f]{1,16})$/.test(value))
    throw new Error(`${fact.test}: ${name} is no value`);
  return BigInt(value);
}

/** @throws Error where the fact has no such number */
export function numberOf(fact: Fact, name: string): number {
  const value = fact[name];
  if (typeof value !== 'number') throw new Error(`${fact.test}: ${name} is no number`);
  return value;
}

export function textOf(fact: Fact, name: string): string {
  const value = fact[name];
  if (typeof value !== 'string') throw new Error(`${fact.test}: ${name} is no text`);
  return value;
}

/** What the probe writes where KVM_GET_ONE_REG failed and the errno was not kept. */
export const GET_FAILED = 0xbadbadbadbadn;

const ERRNO: Readonly<Record<number, string>> = {
  2: 'ENOENT',
  4: 'EINTR',
  8: 'ENOEXEC',
  11: 'EAGAIN',
  22: 'EINVAL',
};

/** An errno, positive as the probe prints it or negative as KVM_RUN returned it, as an outcome. */
export function resultOf(errno: number): object {
  if (errno === 0) return { outcome: 'ok' };
  const error = ERRNO[Math.abs(errno)];
  if (error === undefined) throw new Error(`errno ${errno} has no name here`);
  return { outcome: 'error', error };
}

export interface Features {
  readonly has_el2: boolean;
  readonly has_el2_e2h0: boolean;
  readonly el1_32bit: boolean;
}

/** Features by name (`EL2+E2H0`) or as the bits of KVM_ARM_VCPU_INIT (`0x180`). */
export function featuresOf(fact: Fact): Features {
  const text = typeof fact['feat'] === 'string' ? fact['feat'] : '0x80';
  const bits = /^(0|0x)/.test(text) ? Number(text) : null;
  const words = text.split('+');
  return {
    has_el2: bits === null ? words.includes('EL2') : (bits & 0x80) !== 0,
    has_el2_e2h0: bits === null ? words.includes('E2H0') : (bits & 0x100) !== 0,
    el1_32bit: bits === null ? words.includes('32BIT') : (bits & 0x2) !== 0,
  };
}
