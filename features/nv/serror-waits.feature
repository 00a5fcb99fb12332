@nv @since-upstream @needs-serror
Feature: An SError that waits
  An SError that may not be taken now waits: for PSTATE.A, of which the CPU knows.

  Background:
    Given a host with VHE

  @NV-115
  Rule: An SError that PSTATE.A masks MUST wait as long as A is set
    What is masked is not lost, and not taken early.
    Source: Arm ARM (DDI 0487), PSTATE.A and HCR_EL2.VSE;
    https://github.com/torvalds/linux/blob/v6.17/Documentation/virt/kvm/api.rst (KVM_GET_VCPU_EVENTS: the SError
    remains pending until the guest unmasks it)

    @nv.serror-masked
    Scenario Outline: <case>: an SError at <mode> with A set and <hcr> waits
      Given a vCPU with HAS_EL2
      And the guest is placed at <mode> with <hcr>
      And userspace calls KVM_SET_VCPU_EVENTS with SError 0x5
      And userspace calls KVM_RUN
      And KVM enters the guest
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE reads <mode>
      And the vCPU is in KVM at 0x4000_0060
      And nothing else changes

      Examples:
        | case      | mode | hcr      |
        | vel1h     | EL1h | E2H      |
        | user      | EL0t | E2H      |
        | vel2h     | EL2h | E2H\|TGE |
        | amo       | EL2h | E2H\|AMO |
        | host-user | EL0t | E2H\|TGE |

  @NV-128
  Rule: An SError that waits for PSTATE.A MUST be taken once A is clear
    The CPU knows when A is clear: KVM leaves such an SError to it, as a virtual one.
    Source: Arm ARM (DDI 0487), PSTATE.A and HCR_EL2.VSE;
    https://github.com/torvalds/linux/blob/v6.17/Documentation/virt/kvm/api.rst (KVM_GET_VCPU_EVENTS: the SError
    remains pending until the guest unmasks it)

    @nv.serror-unmasked
    Scenario Outline: <case>: at <mode> with <hcr> a write that clears A has the waiting SError taken
      Given a vCPU with HAS_EL2
      And the guest is placed at <mode> with <hcr>
      And userspace calls KVM_SET_VCPU_EVENTS with SError 0x4
      And userspace calls KVM_RUN
      And KVM enters the guest
      When the guest writes D|I|F to DAIF
      Then the exception goes to <file> at vector <vector> with ESR 0xbe00_0004
      And <spsr> reads <mode>|D|I|F
      And <elr> reads 0x4000_0064

      Examples:
        | case      | mode | hcr      | file | vector | spsr     | elr     |
        | vel1h     | EL1h | E2H      | vEL1 | 0x380  | SPSR_EL1 | ELR_EL1 |
        | vel1t     | EL1t | E2H      | vEL1 | 0x180  | SPSR_EL1 | ELR_EL1 |
        | vel2h     | EL2h | E2H\|TGE | vEL2 | 0x380  | SPSR_EL2 | ELR_EL2 |
        | vel2t-amo | EL2t | E2H\|AMO | vEL2 | 0x180  | SPSR_EL2 | ELR_EL2 |

    @nv.serror-unmasked-by-userspace
    Example: A waiting SError is the CPU's to take where userspace has cleared A
      Given a vCPU with HAS_EL2
      And the guest is placed at EL1h with E2H
      And userspace calls KVM_SET_VCPU_EVENTS with SError 0x4
      And userspace writes EL1h|D|I|F to PSTATE
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then these events follow:
        | what      | with           |
        | exception | by CPU to vEL1 |
      And ELR_EL1 reads 0x4000_0060
      And the vCPU is in the guest at 0x4000_1380

    @nv.serror-taken-once
    Example: An SError that was taken is not taken again in its handler
      Given a vCPU with HAS_EL2
      And the guest is placed at EL2h with E2H|TGE
      And userspace calls KVM_SET_VCPU_EVENTS with SError 0x5
      And userspace calls KVM_RUN
      And KVM enters the guest
      And the guest writes 0x0 to DAIF
      When the guest writes 0x0 to DAIF
      And a host interrupt arrives
      Then the vCPU is in KVM at 0x4000_0b84
      And PSTATE.M reads EL2h

    @nv.no-serror @neighbour @NV-55
    Example: The neighbour: without an SError a write that clears A has nothing taken
      Given a vCPU with HAS_EL2
      And the guest is entered at EL2h with E2H|TGE
      When the guest writes D|I|F to DAIF
      And a host interrupt arrives
      Then PSTATE reads EL2h|D|I|F
      And the vCPU is in KVM at 0x4000_0064
      And nothing else changes
