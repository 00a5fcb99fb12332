// Generated from schemas/kernels.schema.json by `npm run types`. Change the schema, not this file.

/**
 * Lower-case letters, digits, and - _ . between them.
 */
export type Name = string;

/**
 * Kernels that are run in a box (live/kernels.yaml): where they are, and what they must answer.
 */
export interface KernelsFile {
  /**
   * @minItems 1
   * @maxItems 100
   */
  kernels: KernelRow[];
}
/**
 * One kernel for one machine.
 */
export interface KernelRow {
  /**
   * A machine that can be put into a box.
   */
  machine: string;
  /**
   * Its version, as in 6.12, or 6.12.117; in quotes.
   */
  debian: string;
  /**
   * Suites of Debian that are looked through for it, in this order.
   *
   * @minItems 1
   * @maxItems 8
   */
  suites: Name[];
  /**
   * Lower-case letters, digits, and - _ . between them.
   */
  profile: string;
  /**
   * Choices that it must be found to have made; others are not looked at.
   */
  choices?: {
    [k: string]: Name;
  };
  /**
   * Cases that are not run on it, and why.
   *
   * @minItems 1
   * @maxItems 16
   */
  excluded?: Excluded[];
  /**
   * What the emulator, and not the kernel, is known to answer for.
   *
   * @minItems 1
   * @maxItems 16
   */
  limits?: string[];
}
export interface Excluded {
  why: string;
  /**
   * Where it is told in full: a document of the project and its heading, as its anchor.
   */
  see?: string;
  /**
   * Their tags, without the @.
   *
   * @minItems 1
   * @maxItems 64
   */
  cases: Name[];
}
