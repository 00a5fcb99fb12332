@nv
Feature: PSTATE is synchronised first, and nothing but the mode changes
  At every exit KVM takes SPSR_EL2 into virtual PSTATE before it does anything else. The hardware ran vEL2 at
  EL1, so in host context EL1t and EL1h are raised to EL2t and EL2h; all else is taken as it stands.

  Background:
    Given a VHE host
    And a vCPU with HAS_EL2

  @since-seed @NV-13
  Rule: The order is PSTATE, then ESR_EL2, then the handlers

    @nv.order-trap @needs-insight @needs-forced-exit @NV-14 @NV-21
    Scenario Outline: <case>: <exit> from vEL2
      Given the guest is entered at EL2h with E2H set and TGE set
      When the guest exits by <exit> <esr>
      Then inside KVM this happens, in order:
        | what    | with         |
        | sync    | 0x3c9        |
        | esr     | <esr>        |
        | handler | host context |
      And the syndrome kept for handlers is <esr>

      Examples:
        | case            | exit              | esr         |
        | trap            | TRAP              | 0x6200_0000 |
        | trap-fixed-up   | a fixed-up TRAP   | 0x6200_0000 |
        | serror          | SERROR            | 0xbe00_0000 |
        | serror-fixed-up | a fixed-up SERROR | 0xbe00_0000 |

    @nv.order-irq @needs-insight @needs-forced-exit @NV-14 @NV-21
    Example: An IRQ has no syndrome, and the old one stays
      Given the guest is entered at EL2h with E2H set and TGE set
      When the guest exits by TRAP 0x6200_0000
      And KVM enters the guest
      And a host interrupt arrives
      Then inside KVM this happens, in order:
        | what | with  |
        | sync | 0x3c9 |
      And the syndrome kept for handlers is 0x6200_0000

    @nv.order-guest @needs-insight @needs-forced-exit @NV-15
    Example: The same from a guest of the guest
      Given the guest is entered at EL1h with E2H set and TGE clear
      When the guest exits by TRAP 0x6200_0000
      Then inside KVM this happens, in order:
        | what    | with          |
        | sync    | 0x3c5         |
        | esr     | 0x6200_0000   |
        | handler | guest context |

  Rule: In host context EL1t and EL1h are raised, and no other mode

    @nv.raised @since-seed
    Scenario Outline: <case>: an instruction that KVM emulates outside of the loop finds M = <mode>
      Given the guest is entered at EL2h with E2H set and TGE clear
      When the guest writes <spsel> to SPSel
      And the guest executes TLBI ALLE2
      Then PSTATE.M reads <mode>
      And KVM has the vCPU back at 0x4000_0068

      @NV-16 @NV-14
      Examples: the stack of EL0
        | case         | spsel | mode |
        | raised-to-2t | 0x0   | EL2t |

      @NV-17 @NV-14
      Examples: the stack of EL2
        | case         | spsel | mode |
        | raised-to-2h | 0x1   | EL2h |

    @nv.host-user-stays @since-seed @NV-18
    Example: Host EL0 is reported as EL0t
      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE.M reads EL0t
      And the vCPU is in host context

    @nv.translated @since-seed @needs-raw-exit
    Scenario Outline: <case>: SPSR_EL2 <spsr> becomes <pstate>
      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest exits by IRQ with SPSR_EL2 <spsr>
      Then PSTATE reads <pstate>
      And the vCPU is in host context

      @NV-16
      Examples: EL1t
        | case | spsr  | pstate |
        | el1t | 0x3c4 | 0x3c8  |

      @NV-17
      Examples: EL1h
        | case | spsr  | pstate |
        | el1h | 0x3c5 | 0x3c9  |

      @NV-18
      Examples: none of the two
        | case     | spsr  | pstate |
        | el0t     | 0x3c0 | 0x3c0  |
        | el2t     | 0x3c8 | 0x3c8  |
        | el2h     | 0x3c9 | 0x3c9  |
        | reserved | 0x3c6 | 0x3c6  |
        | one-off  | 0x3c7 | 0x3c7  |

    @nv.not-translated @since-seed @needs-raw-exit @NV-15
    Scenario Outline: <case>: in guest context SPSR_EL2 <spsr> is taken as it is
      Given the guest is entered at EL0t with E2H set and TGE clear
      When the guest exits by IRQ with SPSR_EL2 <spsr>
      Then PSTATE reads <spsr>
      And the vCPU is in guest context

      Examples:
        | case     | spsr                  |
        | el1t     | 0x3c4                 |
        | el1h     | 0x3c5                 |
        | el0t     | 0x3c0                 |
        | all-bits | 0xffff_ffff_ffff_ffe5 |

    @nv.bits-kept @since-seed @needs-raw-exit @NV-19
    Scenario Outline: <case>: outside the mode <spsr> keeps every bit
      Given the guest is entered at EL2h with E2H set and TGE set
      When the guest exits by IRQ with SPSR_EL2 <spsr>
      Then PSTATE reads <pstate>

      Examples:
        | case     | spsr                  | pstate                |
        | none     | 0x5                   | 0x9                   |
        | all      | 0xffff_ffff_ffff_ffe5 | 0xffff_ffff_ffff_ffe9 |
        | nzcv     | 0xf000_0005           | 0xf000_0009           |
        | daif     | 0x3c5                 | 0x3c9                 |
        | il       | 0x10_03c5             | 0x10_03c9             |
        | ss       | 0x20_03c5             | 0x20_03c9             |
        | pan      | 0x40_03c5             | 0x40_03c9             |
        | btype    | 0xfc5                 | 0xfc9                 |
        | bit-5    | 0x3e5                 | 0x3e9                 |
        | bit-63   | 0x8000_0000_0000_03c4 | 0x8000_0000_0000_03c8 |

    @nv.reserved-encodings @needs-raw-exit
    Scenario Outline: <case>: the reserved AArch32 encoding in <spsr> becomes <pstate>
      Bit 4 says AArch32. The patch compares M[3:0] and so raises two encodings that no mode has; the code before it
      compared M[4:0], and so does what was merged.

      Given the guest is entered at EL0t with E2H set and TGE set
      When the guest exits by IRQ with SPSR_EL2 <spsr>
      Then PSTATE reads <pstate>

      @only-seed @NV-20
      Examples: as posted
        | case        | spsr  | pstate |
        | posted-0x14 | 0x3d4 | 0x3d8  |
        | posted-0x15 | 0x3d5 | 0x3d9  |

      @since-upstream @only-before @NV-77
      Examples: before and merged
        | case      | spsr  | pstate |
        | left-0x14 | 0x3d4 | 0x3d4  |
        | left-0x15 | 0x3d5 | 0x3d5  |
