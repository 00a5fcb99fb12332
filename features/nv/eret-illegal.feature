@nv @since-upstream
Feature: What an illegal exception return does
  PSTATE keeps its mode and gets IL; the target address is taken. There the first instruction faults, at vEL2.

  Background:
    Given a VHE host
    And a vCPU with HAS_EL2

  @NV-38
  Rule: The mode stays, and IL is set

    @nv.illegal-keeps @NV-59
    Scenario Outline: <case>: from PSTATE <before> it gives <after>
      Given the guest is entered with PSTATE <before> and HCR_EL2 0x4_8000_0000
      When the guest returns with SPSR_EL2 0x3cd to 0x4000_0200
      Then PSTATE reads <after>
      And the vCPU is in host context
      And HCR_EL2 reads E2H set and TGE clear

      Examples:
        | case     | before      | after       |
        | vel2h    | 0x3c9       | 0x10_03c9   |
        | vel2t    | 0x3c8       | 0x10_03c8   |

    @nv.illegal-flags @NV-81
    Scenario Outline: <case>: PSTATE <before> and SPSR_EL2 <spsr> give <after>
      Given the guest is entered with PSTATE <before> and HCR_EL2 0x4_8000_0000
      When the guest returns with SPSR_EL2 <spsr> to 0x4000_0200
      Then PSTATE reads <after>

      @choice-illegal_return_flags=pstate
      Examples: flags and masks of PSTATE
        | case         | before      | spsr        | after       |
        | pstate-flags | 0xa000_03c9 | 0xd         | 0xa010_03c9 |
        | pstate-masks | 0x9         | 0x3cd       | 0x10_0009   |

      @choice-illegal_return_flags=spsr
      Examples: flags and masks of SPSR_EL2
        | case         | before      | spsr        | after       |
        | spsr-masks   | 0xa000_03c9 | 0xd         | 0x10_0009   |
        | spsr-flags   | 0x3c9       | 0xf000_000d | 0xf010_0009 |

  Rule: IL is taken at once, as an exception of vEL2

    @nv.illegal-taken @NV-57 @NV-59
    Scenario Outline: <case>: with TGE <tge> the handler finds the target and the mode before
      Given the guest is entered at EL2h with E2H set and TGE <tge>
      When the guest returns with SPSR_EL2 <spsr> to 0x4000_0200
      And KVM enters the guest
      And the guest runs on
      Then the exception goes to vEL2 at vector 0x200 with ESR 0x3a00_0000
      And SPSR_EL2 holds 0x10_03c9
      And ELR_EL2 holds 0x4000_0200
      And the guest runs at 0x4000_0a00
      And HCR_EL2 reads E2H set and TGE <tge>

      Examples:
        | case         | spsr  | tge   |
        | el3          | 0x3cc | clear |
        | aarch32-user | 0x3d0 | clear |
        | el1-tge      | 0x3c5 | set   |

    @nv.illegal-cleared-in-handler @NV-57 @NV-59
    Example: In the handler IL is clear again
      Given the guest is entered at EL2h with E2H set and TGE clear
      When the guest returns with SPSR_EL2 0x3cd to 0x4000_0200
      And KVM enters the guest
      And the guest runs on
      And the guest writes 0x0 to PAN
      And a host interrupt arrives
      Then PSTATE.M reads EL2h
      And PSTATE reads 0x23c9

    @nv.legal-neighbour @NV-60
    Example: One bit away, EL2h is legal and nothing faults
      Given the guest is entered at EL2h with E2H set and TGE clear
      When the guest returns with SPSR_EL2 0x3c9 to 0x4000_0200
      And the guest runs on
      Then the guest runs at 0x4000_0200
      And nothing else changes

    @nv.illegal-state-cannot-trap @NV-59
    Example: Until it is taken nothing else can be executed
      Given the guest is entered at EL2h with E2H set and TGE clear
      When the guest returns with SPSR_EL2 0x3cd to 0x4000_0200
      And KVM enters the guest
      And the guest cannot execute HVC 0x1 now
      And a host interrupt arrives
      Then PSTATE reads 0x10_03c9
