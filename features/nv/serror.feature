@nv @since-upstream @needs-serror
Feature: Who takes an SError
  Userspace makes an SError pending. Who takes it is the guest hypervisor's to say, by HCR_EL2. KVM delivers what the CPU
  cannot: the CPU knows of no vEL2.

  Background:
    Given a host with VHE

  @NV-112
  Rule: An SError of a vCPU in guest context with HCR_EL2.AMO set MUST go to vEL2, whatever PSTATE.A is
    A hypervisor has the errors of its guest sent to itself, and its guest cannot mask them.
    Source: Arm ARM (DDI 0487), HCR_EL2.AMO; Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/inject_fault.c, kvm_serror_target_is_el2(), which
    77ee70a07357 "KVM: arm64: nv: Honor SError exception routing / masking" brought
    (https://lore.kernel.org/r/20250708172532.1699409-7-oliver.upton@linux.dev)

    @nv.serror-of-the-guest
    Scenario Outline: <case>: an SError at <pstate> with E2H|AMO goes to vEL2 at <pc>
      Given a vCPU with HAS_EL2
      And the guest is placed at <pstate> with E2H|AMO
      And userspace calls KVM_SET_VCPU_EVENTS with SError 0x5
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then PSTATE.M reads EL2h
      And SPSR_EL2 reads <pstate>
      And ELR_EL2 reads 0x4000_0060
      And VBAR_EL1 reads 0x4000_1000
      And the vCPU is in the guest at <pc>
      And the vCPU is in host context

      Examples:
        | case       | pstate        | pc          |
        | masked     | EL1h          | 0x4000_0d80 |
        | thread     | EL1t          | 0x4000_0d80 |
        | user       | EL0t          | 0x4000_0d80 |
        | unmasked   | EL1h\|D\|I\|F | 0x4000_0d80 |
        | user-clear | EL0t\|D\|I\|F | 0x4000_0d80 |

    @nv.serror-of-the-guest-after-a-run
    Example: A guest that has run before has its SError go to vEL2 all the same
      Given a vCPU with HAS_EL2
      And the guest is placed at EL1h with E2H|AMO
      And userspace calls KVM_RUN
      When a signal ends KVM_RUN
      And userspace calls KVM_SET_VCPU_EVENTS with SError 0x5
      And userspace calls KVM_RUN
      And KVM enters the guest
      Then PSTATE.M reads EL2h
      And SPSR_EL2 reads EL1h
      And ELR_EL2 reads 0x4000_0060
      And the vCPU is in the guest at 0x4000_0d80

    @nv.serror-of-the-moved-with-amo @needs-e2h0
    Example: An SError that was kept from vEL2 goes to vEL2 when userspace has moved the vCPU to a guest and set AMO
      Given a vCPU with HAS_EL2 and HAS_EL2_E2H0
      And the guest is placed at EL2h|D|I|F with neither E2H nor TGE
      And userspace calls KVM_SET_VCPU_EVENTS with SError 0x5
      And userspace writes RW|AMO to HCR_EL2
      And userspace writes EL1h|D|I|F to PSTATE
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then PSTATE.M reads EL2h
      And SPSR_EL2 reads EL1h|D|I|F
      And ELR_EL2 reads 0x4000_0060
      And the vCPU is in the guest at 0x4000_0d80

    @nv.handler-of-the-moved @needs-e2h0
    Example: The handler of an SError that was kept from vEL2, and goes there at the entry, is at EL2
      Given a vCPU with HAS_EL2 and HAS_EL2_E2H0
      And the guest is placed at EL2h|D|I|F with neither E2H nor TGE
      And userspace calls KVM_SET_VCPU_EVENTS with SError 0x5
      And userspace writes RW|AMO to HCR_EL2
      And userspace writes EL1h|D|I|F to PSTATE
      And userspace calls KVM_RUN
      And KVM enters the guest
      When the guest reads CurrentEL
      Then it returns 0x8
      And the vCPU is in the guest at 0x4000_0d84

  @NV-113
  Rule: An SError of a vCPU in guest context with AMO and PSTATE.A clear MUST go to vEL1
    A hypervisor that does not ask for them leaves the errors of its guest to the guest.
    Source: Arm ARM (DDI 0487), HCR_EL2.AMO; Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/inject_fault.c, kvm_inject_serror_esr()

    @nv.serror-to-vel1
    Scenario Outline: <case>: an SError at <mode> with A clear and E2H goes to vEL1 at <pc>
      Given a vCPU with HAS_EL2
      And the guest is placed at <mode>|D|I|F with E2H
      And userspace calls KVM_SET_VCPU_EVENTS with SError 0x5
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then PSTATE.M reads EL1h
      And SPSR_EL1 reads <mode>|D|I|F
      And ELR_EL1 reads 0x4000_0060
      And the vCPU is in the guest at <pc>
      And the vCPU is in guest context

      Examples:
        | case   | mode | pc          |
        | vel1h  | EL1h | 0x4000_1380 |
        | vel1t  | EL1t | 0x4000_1180 |
        | user   | EL0t | 0x4000_1580 |

    @nv.serror-flags
    Example: An SError at EL1h with A clear keeps Z and DIT for its handler, and masks
      Given a vCPU with HAS_EL2
      And the guest is placed at EL1h|Z|DIT|D|I|F with E2H
      And userspace calls KVM_SET_VCPU_EVENTS with SError 0x5
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then PSTATE reads EL1h|Z|DIT|DAIF
      And SPSR_EL1 reads EL1h|Z|DIT|D|I|F

    @nv.serror-of-the-moved @needs-e2h0
    Example: An SError that was kept from vEL2 goes to vEL1, and once, when userspace has moved the vCPU there
      Given a vCPU with HAS_EL2 and HAS_EL2_E2H0
      And the guest is placed at EL2h|D|I|F with neither E2H nor TGE
      And userspace calls KVM_SET_VCPU_EVENTS with SError 0x5
      And userspace writes EL1h|D|I|F to PSTATE
      And userspace calls KVM_RUN
      When KVM enters the guest
      And the guest writes 0x0 to DAIF
      And a host interrupt arrives
      Then PSTATE.M reads EL1h
      And SPSR_EL1 reads EL1h|D|I|F
      And ELR_EL1 reads 0x4000_0060
      And the vCPU is in KVM at 0x4000_1384

  @NV-114
  Rule: An SError at vEL2 or host EL0 with TGE or AMO set and PSTATE.A clear MUST go to vEL2
    The guest hypervisor and its own user space have one place for their errors, which is EL2.
    Source: Arm ARM (DDI 0487), HCR_EL2.TGE and AMO; Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/inject_fault.c, kvm_inject_serror_esr() and
    exception_target_el()

    @nv.serror-in-host-context
    Scenario Outline: <case>: an SError at <mode> with A clear and <hcr> goes to vEL2 at <pc>
      Given a vCPU with HAS_EL2
      And the guest is placed at <mode>|D|I|F with <hcr>
      And userspace calls KVM_SET_VCPU_EVENTS with SError 0x5
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then PSTATE.M reads EL2h
      And SPSR_EL2 reads <mode>|D|I|F
      And ELR_EL2 reads 0x4000_0060
      And the vCPU is in the guest at <pc>

      Examples:
        | case      | mode | hcr           | pc          |
        | tge       | EL2h | E2H\|TGE      | 0x4000_0b80 |
        | amo       | EL2h | E2H\|AMO      | 0x4000_0b80 |
        | both      | EL2h | E2H\|TGE\|AMO | 0x4000_0b80 |
        | thread    | EL2t | E2H\|TGE      | 0x4000_0980 |
        | host-user | EL0t | E2H\|TGE      | 0x4000_0d80 |

    @nv.serror-of-aarch32 @needs-el0-32bit
    Example: An SError at AArch32 User with TGE goes to vEL2, by the vector of AArch32
      exception_target_el() looks at M[3:0], of which AArch32 User and EL0t have the same.

      Given a host with AArch32 at EL0
      And a vCPU with HAS_EL2
      And the guest is placed at User|D|I|F with E2H|TGE
      And userspace calls KVM_SET_VCPU_EVENTS with SError 0x5
      When userspace calls KVM_RUN
      Then PSTATE.M reads EL2h
      And SPSR_EL2 reads User|D|I|F
      And ELR_EL2 reads 0x4000_0060
      And PC reads 0x4000_0f80
