@nv
Feature: What the hardware enters is not EL2
  The CPU never runs the guest hypervisor at EL2, which is the host's. Virtual EL2t and EL2h enter as EL1t and
  EL1h, with vEL2's registers in the EL1 ones, and come back as what they were.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-33 @since-seed
  Rule: At the entry virtual EL2t MUST become EL1t in the hardware, and EL2h EL1h, with every other mode and bit as it is
    At EL2 the guest would be the host.
    Source: https://lore.kernel.org/r/20200211174938.27809-19-maz@kernel.org (v2 18/94, to_hw_pstate()); Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/include/hyp/sysreg-sr.h, to_hw_pstate();
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.lowered @needs-insight
    Scenario Outline: <case>: virtual <mode> with <hcr> enters as <hardware>
      Given the guest is placed at <mode> with <hcr>
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then hardware SPSR_EL2.M reads <hardware>

      Examples:
        | case       | mode | hcr      | hardware |
        | vel2h      | EL2h | E2H      | EL1h     |
        | vel2t      | EL2t | E2H      | EL1t     |
        | vel2h-tge  | EL2h | E2H\|TGE | EL1h     |
        | host-user  | EL0t | E2H\|TGE | EL0t     |
        | guest-user | EL0t | E2H      | EL0t     |
        | vel1h      | EL1h | E2H      | EL1h     |
        | vel1t      | EL1t | E2H      | EL1t     |

    @nv.runs-as-its-own-mode
    Scenario Outline: <case>: a guest entered at <mode> runs on the stack of <mode>
      Given the guest is entered at <mode> with E2H
      When the guest reads SPSel
      Then it returns <spsel>
      And PSTATE.M reads <mode>
      And the vCPU is in the guest at 0x4000_0064
      And nothing else changes

      Examples:
        | case  | mode | spsel |
        | vel2h | EL2h | 0x1   |
        | vel2t | EL2t | 0x0   |
        | vel1h | EL1h | 0x1   |
        | vel1t | EL1t | 0x0   |

    @nv.lowered-bits @needs-insight
    Scenario Outline: <case>: <mode>|<bits> enters as <hardware>|<bits>
      When the guest is entered at <mode>|<bits> with E2H
      Then hardware SPSR_EL2 reads <hardware>|<bits>

      Examples:
        | case    | mode | hardware | bits                        |
        | vel2h   | EL2h | EL1h     | 0xf1c0_33c0                 |
        | vel2t   | EL2t | EL1t     | 0xf1c0_33c0                 |
        | highest | EL2h | EL1h     | DAIF\|0x8000_0000_0000_0000 |
        | bit-5   | EL2h | EL1h     | DAIF\|0x20                  |
        | vel1h   | EL1h | EL1h     | 0xf1c0_33c0                 |

    @nv.entered-without-vgic
    Example: A vCPU without EL2 is entered in a VM without an in-kernel vGIC
      Given a VM without an in-kernel vGIC
      And a vCPU with no feature
      And the guest is placed at EL1h
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then the vCPU is in the guest at 0x4000_0060
      And nothing else changes

  @NV-34 @since-seed
  Rule: PSTATE MUST come back in the mode that was entered, but for EL1t and EL1h with TGE set, which come back raised
    Lowering and raising have to be each other's inverse, or a guest changes its mode by being interrupted.
    Source: https://lore.kernel.org/r/20200211174938.27809-19-maz@kernel.org (v2 18/94, to_hw_pstate() and
    from_hw_pstate()); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.round-trip @NV-33
    Scenario Outline: <case>: <mode> with <hcr> comes back as <mode>
      Given the guest is entered at <mode> with <hcr>
      When a host interrupt arrives
      Then PSTATE.M reads <mode>
      And the vCPU is in KVM at 0x4000_0060
      And nothing else changes

      Examples:
        | case       | mode | hcr      |
        | vel2h      | EL2h | E2H      |
        | vel2t      | EL2t | E2H\|TGE |
        | host-user  | EL0t | E2H\|TGE |
        | guest-user | EL0t | E2H      |
        | vel1t      | EL1t | E2H      |

    @nv.no-round-trip
    Scenario Outline: <case>: <mode> with TGE set is not legal, and comes back as <read>
      No ERET leads there; userspace can place it.

      Given the guest is entered at <mode> with E2H|TGE
      When a host interrupt arrives
      Then PSTATE.M reads <read>
      And the vCPU is in KVM at 0x4000_0060
      And nothing else changes

      Examples:
        | case  | mode | read |
        | vel1h | EL1h | EL2h |
        | vel1t | EL1t | EL2t |

    @nv.what-enters-comes-back @invariant-5 @NV-33
    Example: Every legal PSTATE comes back as it was entered, and EL2 is never entered
      Then every legal PSTATE comes back as it was entered, and none enters EL2

  @NV-61 @since-upstream
  Rule: On Linux 6.17 and 7.2 an exit before which the guest executed nothing gives back PSTATE exactly as it was to be entered
    An interrupt that waits already lets the entry be put off: the exit is counted, and nothing was executed.
    Source: recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.nothing-ran
    Scenario Outline: <case>: an exit before the first instruction gives back PSTATE <pstate>
      Given the guest is entered at <pstate> with <hcr>
      When a host interrupt arrives
      Then PSTATE reads <pstate>
      And the vCPU is in KVM at 0x4000_0060
      And nothing else changes

      Examples:
        | case       | pstate | hcr      |
        | vel2h      | EL2h   | E2H      |
        | vel2h-tge  | EL2h   | E2H\|TGE |
        | vel2t      | EL2t   | E2H      |
        | vel2t-tge  | EL2t   | E2H\|TGE |
        | host-user  | EL0t   | E2H\|TGE |
        | guest-user | EL0t   | E2H      |
        | vel1h      | EL1h   | E2H      |
        | vel1t      | EL1t   | E2H      |

    @nv.nothing-ran-no-el2 @NV-98
    Example: On a vCPU with no feature an exit before the first instruction gives back PSTATE EL1h
      Given a vCPU with no feature
      And the guest is entered at EL1h
      When a host interrupt arrives
      Then PSTATE reads EL1h
      And the vCPU is in KVM at 0x4000_0060
      And nothing else changes

  @NV-35 @since-upstream @needs-raw-exit
  Rule: A mode of EL2 or above that the lowering leaves MUST enter as EL2h with IL set, never as it is
    Whatever has gone wrong before, the guest faults in its own mode and the host stays the host.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/include/hyp/sysreg-sr.h,
    __sysreg_restore_el2_return_state()

    @nv.never-el2
    Scenario Outline: <case>: virtual PSTATE <mode>|DAIF|<flags> enters as EL2h with IL
      Given the guest is entered at EL1h with E2H
      And the guest exits by IRQ with SPSR_EL2 <mode>|DAIF|<flags>
      When KVM enters the guest
      Then PSTATE reads EL2h|DAIF|IL|<flags>

      Examples: EL3 and reserved modes
        | case        | mode | flags |
        | el3h        | EL3h | 0x0   |
        | el3t        | EL3t | 0x0   |
        | reserved    | 0xa  | 0x0   |
        | keeps-flags | EL3h | Z\|C  |

    @nv.below-el2 @neighbour @NV-15 @NV-33
    Scenario Outline: The neighbour: <case>: virtual PSTATE <pstate>, below EL2, enters as it is
      Given the guest is entered at EL1h with E2H
      And the guest exits by IRQ with SPSR_EL2 <pstate>
      When KVM enters the guest
      Then PSTATE reads <pstate>

      Examples:
        | case     | pstate    |
        | el1h     | EL1h      |
        | reserved | DAIF\|0x7 |
