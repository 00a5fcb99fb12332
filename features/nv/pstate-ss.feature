@nv @since-upstream
Feature: PSTATE.SS
  PSTATE.SS belongs to whoever steps: a debugger of the guest, or userspace, to which KVM lends the bit while the vCPU is
  loaded. Nobody may find the other's in it, a guest hypervisor in SPSR_EL2 least of all.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-121
  Rule: In the source of Linux 6.17 and 7.2 PSTATE.SS after an ERET of vEL2 to guest context is that of SPSR_EL2, until the guest is entered
    A hypervisor that steps its guest sets SS in SPSR_EL2, and KVM hands it on to the CPU, which decides.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/emulate-nested.c,
    kvm_emulate_nested_eret(); Arm ARM (DDI 0487), DebugExceptionReturnSS(), where MDSCR_EL1.SS has a say, which
    the CPU asks at the entry

    @nv.ss-by-eret
    Scenario Outline: <case>: ERET with SPSR_EL2 <spsr> gives PSTATE <spsr>
      Given the guest is entered at EL2h with E2H
      When the guest returns to <spsr> at 0x4000_0200
      Then PSTATE reads <spsr>
      And the vCPU is in KVM at 0x4000_0200
      And the vCPU is in guest context

      Examples:
        | case       | spsr          |
        | vel1-set   | EL1h\|SS\|DAIF |
        | user-set   | EL0t\|SS\|DAIF |
        | vel1-clear | EL1h\|DAIF    |
        | user-clear | EL0t\|DAIF    |

  @NV-122
  Rule: An exception that KVM delivers to vEL2 from guest context MUST have PSTATE.SS of the guest in SPSR_EL2
    The handler returns to a guest that is stepped as before.
    Source: Arm ARM (DDI 0487), SPSR_EL2.SS (PSTATE.SS as it was);
    https://lore.kernel.org/r/20200108111537.GB49203@lakrids.cambridge.arm.com (PSTATE on exception entry); Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/exception.c, enter_exception64()

    @nv.ss-of-the-interrupted @needs-inject-irq
    Scenario Outline: <case>: an interrupt for vEL2 at <pstate> has <pstate> in SPSR_EL2
      Given the guest is entered at <pstate> with E2H
      And a host interrupt arrives
      When KVM injects an interrupt into vEL2
      Then SPSR_EL2 reads <pstate>
      And PSTATE.M reads EL2h

      Examples:
        | case       | pstate        |
        | vel1-set   | EL1h\|SS\|DAIF |
        | vel1-clear | EL1h\|DAIF    |
        | user-set   | EL0t\|SS\|DAIF |

    @nv.ss-of-the-failed @needs-serror
    Scenario Outline: <case>: an SError for vEL2 at <pstate> has <pstate> in SPSR_EL2
      Given the guest is placed at <pstate> with E2H|AMO
      And userspace calls KVM_SET_VCPU_EVENTS with SError 0x5
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then SPSR_EL2 reads <pstate>
      And PSTATE.M reads EL2h

      Examples:
        | case       | pstate        |
        | vel1-set   | EL1h\|SS\|DAIF |
        | vel1-clear | EL1h\|DAIF    |

  @NV-124
  Rule: PSTATE.SS that userspace reads MUST be that of the guest, whatever userspace steps
    KVM sets and clears SS for the step. A debugger that saved it with the guest would break the guest's own.
    Source: 34fbdee086cf "KVM: arm64: Preserve PSTATE.SS for the guest while single-step is enabled"; Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/debug.c, kvm_vcpu_load_debug() and
    kvm_vcpu_put_debug()

    @nv.ss-while-stepped @needs-guest-debug
    Scenario Outline: <case>: after a step of a guest at <pstate> userspace reads <pstate>
      Given the guest is placed at <pstate> with E2H
      And userspace calls KVM_SET_GUEST_DEBUG with single step
      And userspace calls KVM_RUN
      And KVM enters the guest
      When the guest runs on to 0x4000_0100
      Then PSTATE reads <pstate>

      Examples:
        | case       | pstate        |
        | vel2-set   | EL2h\|SS\|DAIF |
        | vel2-clear | EL2h\|DAIF    |
        | vel1-set   | EL1h\|SS\|DAIF |
        | vel1-clear | EL1h\|DAIF    |

    @nv.ss-lent @needs-guest-debug
    Scenario Outline: <case>: while KVM has SS for the step, PSTATE is <pstate> all the same
      Given the guest is placed at <pstate> with E2H
      And userspace calls KVM_SET_GUEST_DEBUG with single step
      When userspace calls KVM_RUN
      Then PSTATE reads <pstate>
      And the vCPU is in KVM

      Examples:
        | case       | pstate         |
        | lent-set   | EL2h\|SS\|DAIF |
        | lent-clear | EL1h\|DAIF     |

    @nv.ss-set-while-stepped @needs-guest-debug
    Example: SS that userspace sets while it steps is the guest's
      Given the guest is placed at EL1h with E2H
      And userspace calls KVM_SET_GUEST_DEBUG with single step
      When userspace writes EL1h|SS|DAIF to PSTATE
      Then PSTATE reads EL1h|SS|DAIF

    @nv.ss-before-a-step @needs-guest-debug
    Scenario Outline: <case>: a signal before the step finds PSTATE <pstate>
      Given the guest is placed at <pstate> with E2H
      And userspace calls KVM_SET_GUEST_DEBUG with single step
      And userspace calls KVM_RUN
      When a signal ends KVM_RUN
      Then PSTATE reads <pstate>
      And PC reads 0x4000_0060

      Examples:
        | case  | pstate        |
        | set   | EL2h\|SS\|DAIF |
        | clear | EL1h\|DAIF    |

  @NV-125
  Rule: SPSR_EL2 after an HVC of guest context over which userspace steps MUST have SS of the guest, not of the step
    The guest hypervisor is not to know that it is stepped, nor to lose that it steps.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/emulate-nested.c,
    kvm_inject_nested() (vcpu_put comes before the exception), and
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/debug.c, kvm_vcpu_put_debug(); Arm ARM (DDI 0487),
    SPSR_EL2.SS

    @nv.ss-of-the-stepped @needs-guest-debug
    Scenario Outline: <case>: a step over HVC at <pstate> has <pstate> in SPSR_EL2
      Given the guest is placed at <pstate> with E2H
      And userspace calls KVM_SET_GUEST_DEBUG with single step
      And userspace calls KVM_RUN
      And KVM enters the guest
      And the guest executes HVC 0x1
      When KVM enters the guest
      Then SPSR_EL2 reads <pstate>

      Examples:
        | case  | pstate        |
        | set   | EL1h\|SS\|DAIF |
        | clear | EL1h\|DAIF    |
