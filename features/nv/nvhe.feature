@nv @needs-nvhe
Feature: A host without VHE
  Such a host does not run guest hypervisors. The code of the exit is shared, so that it has to be told.

  Background:
    Given a host without VHE

  @NV-10 @since-seed
  Rule: A host without VHE MUST take each run as one in guest context, so that nothing is translated
    Nothing lowered the mode at the entry, so there is nothing to raise.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94, __kvm_vcpu_run_nvhe())

    @nv.nvhe-no-translation
    Scenario Outline: <case>: without VHE a guest entered at <mode> reads <mode>
      Given a vCPU with no feature
      And the guest is entered at <mode>
      When a host interrupt arrives
      Then PSTATE.M reads <mode>
      And the vCPU is in guest context
      And the vCPU is in KVM at 0x4000_0060

      Examples:
        | case   | mode |
        | kernel | EL1h |
        | user   | EL0t |

    @nv.nvhe-untranslated @until-upstream @NV-97
    Scenario Outline: <case>: as posted, without VHE <mode> of a vCPU with HAS_EL2 comes back as <read>
      The entry lowers it, and nothing on such a host raises it again.

      Given a vCPU with HAS_EL2
      And the guest is entered at <mode> with E2H|TGE
      When a host interrupt arrives
      Then PSTATE.M reads <read>
      And the vCPU is in KVM at 0x4000_0060
      And nothing else changes

      Examples:
        | case  | mode | read |
        | vel2h | EL2h | EL1h |
        | vel2t | EL2t | EL1t |
        | user  | EL0t | EL0t |

    @nv.nvhe-identity @invariant-10 @needs-raw-exit
    Scenario Outline: <case>: without VHE no SPSR_EL2 is translated for a vCPU with <features>
      Given a vCPU with <features>
      Then without VHE every exit gives PSTATE as SPSR_EL2 has it

      @NV-97
      Examples: without EL2
        | case | features   |
        | none | no feature |

      @until-upstream
      Examples: with EL2
        | case | features |
        | el2  | HAS_EL2  |

  @NV-27 @since-upstream
  Rule: Without VHE, too, PSTATE MUST be synchronised at the exit, untranslated
    One function for both kinds of host: a handler finds the same PSTATE on either.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/include/hyp/switch.h,
    synchronize_vcpu_pstate(); the erratum of Cortex-A510 in the same place is left out

    @nv.nvhe-fixed-up @needs-insight @needs-forced-exit
    Example: Merged, without VHE a fixed-up exit takes PSTATE
      Given a vCPU with no feature
      And the guest is entered at EL1h
      When the guest runs on to 0x4000_0abc
      And the guest exits by a fixed-up TRAP 0x6200_0000
      Then these events follow:
        | what    | with          |
        | sync    | EL1h          |
        | esr     | 0x6200_0000   |
        | handler | guest context |
      And the vCPU is in the guest at 0x4000_0abc
      And KVM's copy of ESR_EL2 reads 0x6200_0000
      And nothing else changes
