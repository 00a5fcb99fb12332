// Generated from schemas/catalogue.schema.json by `npm run types`. Change the schema, not this file.

/**
 * The name of a machine or a profile: lower-case letters, digits, and - _ . between them.
 */
export type Name = string;
/**
 * The profile since which it holds, in all that extend it; several where it begins in several.
 *
 * @minItems 1
 * @maxItems 16
 */
export type Profiles = Name[];
/**
 * The profile with which it holds no longer, nor in those that extend it.
 *
 * @minItems 1
 * @maxItems 16
 */
export type Profiles1 = Name[];
/**
 * The profile in which it holds though not in those that extend it.
 *
 * @minItems 1
 * @maxItems 16
 */
export type Profiles2 = Name[];

/**
 * The requirements of one machine (features/<machine>/requirements.yaml): one testable sentence each, with a permanent id.
 */
export interface CatalogueFile {
  machine: Name;
  /**
   * The kernel's tag at which the files of the sources are shown, as in v6.12.
   */
  tree: string;
  /**
   * @minItems 1
   * @maxItems 999
   */
  requirements: RequirementRow[];
}
/**
 * One testable sentence.
 */
export interface RequirementRow {
  /**
   * The machine's name in capitals and a number, as in SYNDBG-05. It never changes and is never used again.
   */
  id: string;
  /**
   * The requirement, in one sentence or two.
   */
  text: string;
  /**
   * Where it comes from: the patch as posted, its review, the rest of its series, what was merged, or what a real system was seen to do.
   */
  class: 'seed' | 'review' | 'series' | 'upstream' | 'observed';
  /**
   * MUST, SHOULD and MAY as in RFC 2119, where a source demands it or an ABI rests on it; SEEN for what a kernel was merely seen to do.
   */
  level: 'MUST' | 'SHOULD' | 'MAY' | 'SEEN';
  since?: Profiles;
  until?: Profiles1;
  only?: Profiles2;
  /**
   * Message-ID, manual with section, kernel file, or what was observed where.
   */
  source: string;
  excluded?: Exclusion;
}
/**
 * Why no case can show the requirement.
 */
export interface Exclusion {
  reason: 'not-observable' | 'meaning-only' | 'not-this-version' | 'implementation-detail';
  /**
   * The reason in this case.
   */
  why: string;
}
