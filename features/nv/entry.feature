@nv
Feature: What the hardware enters is not EL2
  The CPU never runs the guest hypervisor at EL2, which is the host's. Virtual EL2t and EL2h enter as EL1t and
  EL1h, with vEL2's registers in the EL1 ones, and come back as what they were.

  Background:
    Given a VHE host
    And a vCPU with HAS_EL2

  @NV-33 @since-seed
  Rule: At the entry virtual EL2t MUST become EL1t in the hardware, and EL2h EL1h, with every other mode and bit as it is
    At EL2 the guest would be the host.
    Source: https://lore.kernel.org/r/20200211174938.27809-19-maz@kernel.org (v2 18/94, to_hw_pstate()); Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/include/hyp/sysreg-sr.h, to_hw_pstate();
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.lowered @needs-insight
    Scenario Outline: <case>: virtual <mode> with TGE <tge> enters as <hardware>
      Given the guest is placed at <mode> with E2H set and TGE <tge>
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then hardware SPSR_EL2.M is <hardware>

      Examples:
        | case       | mode | tge   | hardware |
        | vel2h      | EL2h | clear | EL1h     |
        | vel2t      | EL2t | clear | EL1t     |
        | vel2h-tge  | EL2h | set   | EL1h     |
        | host-user  | EL0t | set   | EL0t     |
        | guest-user | EL0t | clear | EL0t     |
        | vel1h      | EL1h | clear | EL1h     |
        | vel1t      | EL1t | clear | EL1t     |

    @nv.runs-as-its-own-mode
    Scenario Outline: <case>: a guest entered at <mode> runs on the stack of <mode>
      Given the guest is entered at <mode> with E2H set and TGE clear
      When the guest reads SPSel
      Then it returns <spsel>
      And PSTATE.M reads <mode>
      And the guest runs at 0x4000_0064
      And nothing else changes

      Examples:
        | case   | mode | spsel |
        | vel2h  | EL2h | 0x1   |
        | vel2t  | EL2t | 0x0   |
        | vel1h  | EL1h | 0x1   |
        | vel1t  | EL1t | 0x0   |

    @nv.lowered-bits @needs-insight
    Scenario Outline: <case>: PSTATE <pstate> enters as <spsr>, with every bit beside the mode
      When the guest is entered with PSTATE <pstate> and HCR_EL2 0x4_8000_0000
      Then hardware SPSR_EL2 holds <spsr>

      Examples:
        | case    | pstate                | spsr                  |
        | vel2h   | 0xf1c0_33c9           | 0xf1c0_33c5           |
        | vel2t   | 0xf1c0_33c8           | 0xf1c0_33c4           |
        | highest | 0x8000_0000_0000_03c9 | 0x8000_0000_0000_03c5 |
        | bit-5   | 0x3e9                 | 0x3e5                 |
        | vel1h   | 0xf1c0_33c5           | 0xf1c0_33c5           |

  @NV-34 @since-seed
  Rule: PSTATE MUST come back in the mode that was entered, but for EL1t and EL1h with TGE set, which come back raised
    Lowering and raising have to be each other's inverse, or a guest changes its mode by being interrupted.
    Source: https://lore.kernel.org/r/20200211174938.27809-19-maz@kernel.org (v2 18/94, to_hw_pstate() and
    from_hw_pstate()); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.round-trip @NV-33
    Scenario Outline: <case>: <mode> with TGE <tge> comes back as <mode>
      Given the guest is entered at <mode> with E2H set and TGE <tge>
      When a host interrupt arrives
      Then PSTATE.M reads <mode>
      And KVM has the vCPU back at 0x4000_0060
      And nothing else changes

      Examples:
        | case       | mode | tge   |
        | vel2h      | EL2h | clear |
        | vel2t      | EL2t | set   |
        | host-user  | EL0t | set   |
        | guest-user | EL0t | clear |
        | vel1t      | EL1t | clear |

    @nv.no-round-trip
    Scenario Outline: <case>: <mode> with TGE set is not legal, and comes back as <read>
      No ERET leads there; userspace can place it.

      Given the guest is entered at <mode> with E2H set and TGE set
      When a host interrupt arrives
      Then PSTATE.M reads <read>
      And KVM has the vCPU back at 0x4000_0060
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
      Given the guest is entered with PSTATE <pstate> and HCR_EL2 <hcr>
      When a host interrupt arrives
      Then PSTATE reads <pstate>
      And KVM has the vCPU back at 0x4000_0060
      And nothing else changes

      Examples:
        | case       | pstate | hcr           |
        | vel2h      | 0x3c9  | 0x4_8000_0000 |
        | vel2h-tge  | 0x3c9  | 0x4_8800_0000 |
        | vel2t      | 0x3c8  | 0x4_8000_0000 |
        | vel2t-tge  | 0x3c8  | 0x4_8800_0000 |
        | host-user  | 0x3c0  | 0x4_8800_0000 |
        | guest-user | 0x3c0  | 0x4_8000_0000 |
        | vel1h      | 0x3c5  | 0x4_8000_0000 |
        | vel1t      | 0x3c4  | 0x4_8000_0000 |

    @nv.nothing-ran-no-el2 @NV-43
    Example: On a vCPU with no feature an exit before the first instruction gives back PSTATE 0x3c5
      Given a vCPU with no feature
      And the guest is entered with PSTATE 0x3c5
      When a host interrupt arrives
      Then PSTATE reads 0x3c5
      And KVM has the vCPU back at 0x4000_0060
      And nothing else changes

  @NV-35 @since-upstream @needs-raw-exit
  Rule: A mode of EL2 or above that the lowering leaves MUST enter as EL2h with IL set, never as it is
    Whatever has gone wrong before, the guest faults in its own mode and the host stays the host.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/include/hyp/sysreg-sr.h,
    __sysreg_restore_el2_return_state()

    @nv.never-el2
    Scenario Outline: <case>: virtual PSTATE <pstate> enters as <spsr>
      Given the guest is entered at EL1h with E2H set and TGE clear
      And the guest exits by IRQ with SPSR_EL2 <pstate>
      When KVM enters the guest
      Then PSTATE reads <spsr>

      Examples: EL3 and reserved modes
        | case        | pstate      | spsr        |
        | el3h        | 0x3cd       | 0x10_03c9   |
        | el3t        | 0x3cc       | 0x10_03c9   |
        | reserved    | 0x3ca       | 0x10_03c9   |
        | keeps-flags | 0x6000_03cd | 0x6010_03c9 |

    @nv.below-el2 @neighbour @NV-15 @NV-33
    Scenario Outline: The neighbour: <case>: virtual PSTATE <pstate>, below EL2, enters as it is
      Given the guest is entered at EL1h with E2H set and TGE clear
      And the guest exits by IRQ with SPSR_EL2 <pstate>
      When KVM enters the guest
      Then PSTATE reads <pstate>

      Examples:
        | case     | pstate |
        | el1h     | 0x3c5  |
        | reserved | 0x3c7  |
