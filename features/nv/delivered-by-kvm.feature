@nv @since-upstream
Feature: Exceptions into vEL2 that KVM delivers
  HVC and virtual interrupts come to KVM, which does what the CPU would have done: it writes the return state and makes
  PSTATE of the handler. What the handler finds there is what the architecture says, bit by bit.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-92
  Rule: An exception that KVM delivers to vEL2 MUST keep NZCV and DIT of PSTATE
    Flags and DIT are the interrupted code's, and the handler's to save. They were lost for years.
    Source: https://lore.kernel.org/r/20200108111537.GB49203@lakrids.cambridge.arm.com (PSTATE on exception
    entry); Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/exception.c,
    enter_exception64()

    @nv.kept-by-kvm
    Scenario Outline: <case>: after an HVC at <mode> with <bits> the handler reads <value> in <reg>
      Given the guest is entered at <mode>|DAIF|<bits> with E2H
      And the guest executes HVC 0x1
      And KVM enters the guest
      When the guest reads <reg>
      Then it returns <value>
      And the vCPU is in the guest at <pc>
      And nothing else changes

      Examples: set
        | case      | mode | bits | reg  | value       | pc          |
        | flags     | EL2h | NZCV | NZCV | 0xf000_0000 | 0x4000_0a04 |
        | one-flag  | EL2t | Z    | NZCV | 0x4000_0000 | 0x4000_0804 |
        | dit       | EL2h | DIT  | DIT  | 0x100_0000  | 0x4000_0a04 |
        | vel1-flag | EL1h | N\|V | NZCV | 0x9000_0000 | 0x4000_0c04 |
        | vel1-dit  | EL1h | DIT  | DIT  | 0x100_0000  | 0x4000_0c04 |

      Examples: clear
        | case     | mode | bits | reg  | value | pc          |
        | no-flags | EL2h | DIT  | NZCV | 0x0   | 0x4000_0a04 |
        | no-dit   | EL1h | NZCV | DIT  | 0x0   | 0x4000_0c04 |

    @nv.kept-by-an-injection @needs-inject-irq
    Scenario Outline: <case>: after an interrupt injected at <mode> with <bits> the handler reads <value> in <reg>
      Given the guest is entered at <mode>|<bits> with <hcr>
      And a host interrupt arrives
      And KVM injects an interrupt into vEL2
      And KVM enters the guest
      When the guest reads <reg>
      Then it returns <value>
      And the vCPU is in the guest at <pc>
      And nothing else changes

      Examples:
        | case       | mode | bits      | hcr      | reg  | value       | pc          |
        | irq-flags  | EL2h | NZCV      | E2H\|IMO | NZCV | 0xf000_0000 | 0x4000_0a84 |
        | irq-dit    | EL1h | DIT\|Z    | E2H      | DIT  | 0x100_0000  | 0x4000_0c84 |
        | user-flags | EL0t | C\|V      | E2H\|TGE | NZCV | 0x3000_0000 | 0x4000_0c84 |

  @NV-93
  Rule: An exception that KVM delivers to vEL2 MUST set DAIF and clear SS, IL, UAO and BTYPE of PSTATE
    A handler begins undisturbed, in a state that is legal, and with no debug step of what it interrupted.
    Source: https://lore.kernel.org/r/20200108111537.GB49203@lakrids.cambridge.arm.com (PSTATE on exception
    entry); Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/exception.c,
    enter_exception64()

    @nv.masked-by-kvm
    Scenario Outline: <case>: after an HVC at <mode>|<bits> the handler reads <value> in <reg>
      Given the guest is entered at <mode>|<bits> with E2H
      And the guest executes HVC 0x1
      And KVM enters the guest
      When the guest reads <reg>
      Then it returns <value>
      And the vCPU is in the guest at <pc>
      And nothing else changes

      Examples:
        | case          | mode | bits | reg  | value | pc          |
        | masks         | EL2h | V    | DAIF | 0x3c0 | 0x4000_0a04 |
        | masks-one-set | EL2h | A    | DAIF | 0x3c0 | 0x4000_0a04 |
        | masks-vel1    | EL1h | F\|I | DAIF | 0x3c0 | 0x4000_0c04 |
        | uao           | EL2h | UAO  | UAO  | 0x0   | 0x4000_0a04 |
        | uao-vel1      | EL1h | UAO  | UAO  | 0x0   | 0x4000_0c04 |

    @nv.whole-pstate-by-kvm
    Scenario Outline: <case>: HVC at EL2h with <bits> makes PSTATE <after> of it
      Given the guest is entered at EL2h|<bits> with E2H
      When the guest executes HVC 0x1
      Then PSTATE reads <after>
      And SPSR_EL2 reads EL2h|<bits>

      @choice-pan_on_vel2_entry=set
      Examples: where PAN is set
        | case            | bits                | after                    |
        | all-to-set-pan  | NZCV\|DIT\|UAO\|PAN | EL2h\|NZCV\|DIT\|PAN\|DAIF |
        | few-to-set-pan  | N\|UAO\|I           | EL2h\|N\|PAN\|DAIF        |

      @choice-pan_on_vel2_entry=kept
      Examples: where PAN is kept
        | case            | bits                | after                    |
        | all-to-kept-pan | NZCV\|DIT\|UAO\|PAN | EL2h\|NZCV\|DIT\|PAN\|DAIF |
        | few-to-kept-pan | N\|UAO\|I           | EL2h\|N\|DAIF             |

    @nv.illegal-state-left-behind @needs-inject-irq
    Example: The handler of an interrupt that was injected into an illegal state can execute
      Given the guest is entered at EL1h|DAIF|IL with E2H
      And a host interrupt arrives
      And KVM injects an interrupt into vEL2
      And KVM enters the guest
      When the guest reads CurrentEL
      Then it returns 0x8
      And SPSR_EL2 reads EL1h|DAIF|IL
      And the vCPU is in the guest at 0x4000_0c84
      And nothing else changes

    @nv.illegal-state-of-the-interrupted @neighbour @NV-57 @needs-inject-irq
    Example: The neighbour: without the injection the illegal state is taken by vEL1
      Given the guest is entered at EL1h|DAIF|IL with E2H
      And a host interrupt arrives
      And KVM enters the guest
      When the guest runs on
      Then the exception goes to vEL1 at vector 0x200 with ESR 0x3a00_0000
      And nothing else changes

  @NV-94
  Rule: PAN in the handler of an exception that KVM delivers to vEL2 is set, as where SCTLR_EL2.SPAN is clear, or kept, as where it is set
    SCTLR_EL2 is the guest hypervisor's, and what it holds at reset differs from kernel to kernel. Without E2H its SPAN
    is RES1, and reads set on each of them once the vCPU has run.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/exception.c,
    enter_exception64(); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson, which differ in it; without E2H:
    Arm ARM (DDI 0487), SCTLR_EL2.SPAN; recordings/nv/live.ndjson (nv.pan-without-e2h)

    @nv.pan-by-kvm
    Scenario Outline: <case>: after an HVC at <mode>|<bits> the handler reads <value> in PAN
      Given the guest is entered at <mode>|DAIF|<bits> with E2H
      And the guest executes HVC 0x1
      And KVM enters the guest
      When the guest reads PAN
      Then it returns <value>
      And the vCPU is in the guest at <pc>
      And nothing else changes

      @choice-pan_on_vel2_entry=set
      Examples: set
        | case            | mode | bits | value     | pc          |
        | set-at-vel2     | EL2h | Z    | 0x40_0000 | 0x4000_0a04 |
        | set-at-vel1     | EL1h | Z    | 0x40_0000 | 0x4000_0c04 |

      @choice-pan_on_vel2_entry=kept
      Examples: kept
        | case            | mode | bits | value     | pc          |
        | kept-clear      | EL2h | Z    | 0x0       | 0x4000_0a04 |
        | kept-set        | EL2h | PAN  | 0x40_0000 | 0x4000_0a04 |
        | kept-clear-vel1 | EL1h | Z    | 0x0       | 0x4000_0c04 |

    @nv.pan-without-e2h-unrun @needs-e2h0 @needs-serror
    Scenario Outline: <case>: without E2H an SError before any run makes PSTATE <after>
      SCTLR_EL2 is as it was reset still: no run has fixed SPAN.

      Given a vCPU with HAS_EL2 and HAS_EL2_E2H0
      And the guest is placed at EL2h|D|I|F with AMO
      When userspace calls KVM_SET_VCPU_EVENTS with SError 0x5
      Then PSTATE reads <after>

      @choice-pan_on_vel2_entry=set
      Examples: set
        | case        | after           |
        | unrun-set   | EL2h\|PAN\|DAIF |

      @choice-pan_on_vel2_entry=kept
      Examples: kept
        | case        | after           |
        | unrun-kept  | EL2h\|DAIF      |

    @nv.pan-without-e2h @needs-e2h0
    Scenario Outline: <case>: without E2H an HVC at <mode>|<bits> keeps PAN in <after>
      Given a vCPU with HAS_EL2 and HAS_EL2_E2H0
      And the guest is placed at <mode>|<bits> with neither E2H nor TGE
      And userspace calls KVM_RUN
      And KVM enters the guest
      When the guest executes HVC 0x1
      Then PSTATE reads <after>
      And SPSR_EL2 reads <mode>|<bits>

      Examples:
        | case       | mode | bits      | after          |
        | clear      | EL2h | DAIF      | EL2h\|DAIF     |
        | set        | EL2h | PAN\|DAIF | EL2h\|PAN\|DAIF |
        | clear-vel1 | EL1h | DAIF      | EL2h\|DAIF     |
        | set-vel1   | EL1h | PAN\|DAIF | EL2h\|PAN\|DAIF |
