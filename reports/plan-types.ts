// Generated from schemas/plan.schema.json by `npm run types`. Change the schema, not this file.

/**
 * A folder is called so.
 */
export type Name = string;
/**
 * @minItems 1
 * @maxItems 100
 */
export type Names = Name[];
/**
 * Of the kernels that name none of their own.
 *
 * @minItems 1
 * @maxItems 100
 */
export type Names1 = Name[];
/**
 * One run for each; without them one run of all that the subject offers.
 *
 * @minItems 1
 * @maxItems 100
 */
export type Names2 = Name[];

/**
 * A matrix of runs (hvspec plan): each kernel with each of its machines, profiles and seeds.
 */
export interface PlanFile {
  /**
   * @minItems 1
   * @maxItems 100000
   */
  kernels: PlannedKernel[];
  machines?: Names1;
  profiles?: Names2;
  /**
   * One run for each; without them one run with the seed of hvspec run.
   *
   * @minItems 1
   * @maxItems 10000
   */
  seeds?: number[];
  /**
   * How long one run may take before it is ended; 60 unless given.
   */
  minutes?: number;
  options?: PlanOptions;
}
export interface PlannedKernel {
  /**
   * Of its own.
   */
  name: string;
  /**
   * The command that starts it, in which {machine} is the machine; without one it is the reference model.
   */
  subject?: string;
  machines?: Names;
  profiles?: Names;
}
/**
 * Of each run, as hvspec run has them.
 */
export interface PlanOptions {
  tags?: string;
  runs?: number;
  'start-timeout'?: number;
  'step-timeout'?: number;
  baseline?: string;
  features?: string;
  'strict-seen'?: true;
}
