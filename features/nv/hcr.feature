@nv @since-upstream
Feature: HCR_EL2 as userspace sets and reads it
  HCR_EL2 lives in the VNCR page. Before the vCPU runs it is a piece of memory; from the first KVM_RUN it reads
  as the vCPU's features want it, with E2H forced.

  @NV-44
  Rule: Until the first run it is what was set

    @nv.hcr-raw
    Scenario Outline: <case>: <value> is taken and reads back
      Given a vCPU with HAS_EL2
      When userspace sets HCR_EL2 to <value>
      And userspace reads HCR_EL2
      Then it returns <value>

      Examples:
        | case    | value                 |
        | nothing | 0x0                   |
        | tge     | 0x800_0000            |
        | e2h     | 0x4_0000_0000         |
        | both    | 0x4_0800_0000         |
        | rw      | 0x8000_0000           |
        | all     | 0xffff_ffff_ffff_ffff |

    @nv.hcr-reset
    Example: Before any SET it reads 0
      Given a vCPU with HAS_EL2
      When userspace reads HCR_EL2
      Then it returns 0x0
      And nothing else changes

  @NV-45
  Rule: After a run E2H reads as the features say, and TGE as set

    @nv.hcr-forced
    Scenario Outline: <case>: HCR_EL2 <set> reads E2H <e2h> and TGE <tge> after a run
      Given a vCPU with <features>
      And userspace sets HCR_EL2 to <set>
      And userspace sets PSTATE to 0x3c9
      And userspace calls KVM_RUN
      And a signal ends KVM_RUN
      When userspace reads HCR_EL2
      Then it answers:
        | e2h | <e2h> |
        | tge | <tge> |

      Examples: E2H is RES1
        | case      | features | set           | e2h | tge |
        | clear     | HAS_EL2  | 0x8000_0000   | yes | no  |
        | clear-tge | HAS_EL2  | 0x8800_0000   | yes | yes |
        | set       | HAS_EL2  | 0x4_8000_0000 | yes | no  |
        | set-tge   | HAS_EL2  | 0x4_8800_0000 | yes | yes |

      @needs-e2h0
      Examples: E2H is RES0
        | case           | features                 | set           | e2h | tge |
        | e2h0-clear     | HAS_EL2 and HAS_EL2_E2H0 | 0x8000_0000   | no  | no  |
        | e2h0-clear-tge | HAS_EL2 and HAS_EL2_E2H0 | 0x8800_0000   | no  | yes |
        | e2h0-set       | HAS_EL2 and HAS_EL2_E2H0 | 0x4_8000_0000 | no  | no  |
        | e2h0-set-tge   | HAS_EL2 and HAS_EL2_E2H0 | 0x4_8800_0000 | no  | yes |

    @nv.hcr-by-the-guest @NV-46
    Scenario Outline: <case>: the guest writes <written>, and userspace reads E2H <e2h> and TGE <tge>
      Given a vCPU with HAS_EL2
      And the guest is entered at EL2h with E2H set and TGE <before>
      When the guest writes <written> to HCR_EL2
      And a host interrupt arrives
      And a signal ends KVM_RUN
      And userspace reads HCR_EL2
      Then it answers:
        | e2h | <e2h> |
        | tge | <tge> |

      Examples:
        | case      | before | written     | e2h | tge |
        | clear     | set    | 0x8000_0000 | yes | no  |
        | clear-tge | clear  | 0x8800_0000 | yes | yes |

  @NV-43
  Rule: Without HAS_EL2 there is none

    @nv.hcr-absent
    Scenario Outline: <case>: a vCPU with <features> has no HCR_EL2
      Given a vCPU with <features>
      When userspace reads HCR_EL2
      Then it fails with ENOENT
      And nothing else changes

      Examples:
        | case | features   |
        | none | no feature |

      @needs-e2h0 @NV-50
      Examples: without EL2, whatever is said of E2H
        | case | features     |
        | e2h0 | HAS_EL2_E2H0 |

      @needs-el1-32bit
      Examples: AArch32
        | case | features  |
        | a32  | EL1_32BIT |

    @nv.hcr-absent-set
    Example: Without HAS_EL2 a SET of HCR_EL2 fails
      Given a vCPU with no feature
      When userspace sets HCR_EL2 to 0x4_8000_0000
      Then it fails with ENOENT
      And nothing else changes

    @nv.no-el2-untranslated
    Scenario Outline: <case>: and <mode> is reported as <mode>
      Given a vCPU with no feature
      And the guest is entered at <mode>
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE.M reads <mode>

      Examples:
        | case   | mode |
        | kernel | EL1h |
        | thread | EL1t |
        | user   | EL0t |
