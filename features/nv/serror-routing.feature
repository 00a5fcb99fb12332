@nv @since-upstream @needs-serror
Feature: An SError that waits for HCR_EL2
  At vEL2 it depends on TGE and AMO whether an SError may be taken, and the guest hypervisor writes them without a trap.

  Background:
    Given a host with VHE

  @NV-116
  Rule: An SError at vEL2 with E2H, TGE and AMO clear MUST NOT be taken
    With TGE and AMO clear SErrors are EL1's, and EL1 cannot interrupt EL2.
    Source: Arm ARM (DDI 0487), asynchronous exception masking (Physical SError interrupt target and masking);
    Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/inject_fault.c,
    kvm_serror_undeliverable_at_el2()

    @nv.serror-kept-from-vel2 @needs-e2h0
    Scenario Outline: <case>: an SError at <mode> without VHE waits though A is clear
      Given a vCPU with HAS_EL2 and HAS_EL2_E2H0
      And the guest is placed at <mode>|D|I|F with neither E2H nor TGE
      And userspace calls KVM_SET_VCPU_EVENTS with SError 0x5
      And userspace calls KVM_RUN
      And KVM enters the guest
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE reads <mode>|D|I|F
      And the vCPU is in KVM at 0x4000_0060
      And nothing else changes

      Examples:
        | case   | mode |
        | handler | EL2h |
        | thread  | EL2t |

    @nv.serror-of-vel2-without-vhe @needs-e2h0 @neighbour @NV-114
    Example: The neighbour: with AMO set it is taken
      Given a vCPU with HAS_EL2 and HAS_EL2_E2H0
      And the guest is placed at EL2h|D|I|F with AMO
      And userspace calls KVM_SET_VCPU_EVENTS with SError 0x5
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then PSTATE.M reads EL2h
      And SPSR_EL2 reads EL2h|D|I|F
      And ELR_EL2 reads 0x4000_0060
      And the vCPU is in the guest at 0x4000_0b80

  @NV-117
  Rule: KVM MUST look again at an SError that waits by HCR_EL2 as the guest has left it, at each exit
    The guest hypervisor changes the routing behind KVM's back, as it changes TGE.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/nested.c,
    kvm_nested_sync_hwstate(); https://lore.kernel.org/r/20250708172532.1699409-7-oliver.upton@linux.dev
    ("Resampling the routing / masking of a pending SError on every guest entry/exit")

    @nv.serror-routed-anew @needs-e2h0
    Example: A waiting SError is taken at the exit before which vEL2 has set AMO
      Given a vCPU with HAS_EL2 and HAS_EL2_E2H0
      And the guest is placed at EL2h|D|I|F with neither E2H nor TGE
      And userspace calls KVM_SET_VCPU_EVENTS with SError 0x5
      And userspace calls KVM_RUN
      And KVM enters the guest
      And the guest writes RW|AMO to HCR_EL2
      When a host interrupt arrives
      Then PSTATE.M reads EL2h
      And SPSR_EL2 reads EL2h|D|I|F
      And ELR_EL2 reads 0x4000_0064
      And the vCPU is in KVM at 0x4000_0b80

    @nv.serror-routed-after-a-fix-up @needs-e2h0 @needs-forced-exit
    Example: An exit that is fixed up leaves the SError waiting, and the exit after it has it taken
      Given a vCPU with HAS_EL2 and HAS_EL2_E2H0
      And the guest is placed at EL2h|D|I|F with neither E2H nor TGE
      And userspace calls KVM_SET_VCPU_EVENTS with SError 0x5
      And userspace calls KVM_RUN
      And KVM enters the guest
      And the guest writes RW|AMO to HCR_EL2
      When the guest exits by a fixed-up TRAP 0x6200_0000
      And a host interrupt arrives
      Then PSTATE.M reads EL2h
      And SPSR_EL2 reads EL2h|D|I|F
      And ELR_EL2 reads 0x4000_0064
      And the vCPU is in KVM at 0x4000_0b80

    @nv.serror-routed-as-before @needs-e2h0 @neighbour @NV-116
    Example: The neighbour: a waiting SError waits on where vEL2 has written HCR_EL2 without AMO
      Given a vCPU with HAS_EL2 and HAS_EL2_E2H0
      And the guest is placed at EL2h|D|I|F with neither E2H nor TGE
      And userspace calls KVM_SET_VCPU_EVENTS with SError 0x5
      And userspace calls KVM_RUN
      And KVM enters the guest
      And the guest writes RW|IMO to HCR_EL2
      When a host interrupt arrives
      Then PSTATE reads EL2h|D|I|F
      And the vCPU is in KVM at 0x4000_0064
      And nothing else changes

  @NV-118
  Rule: An SError at vEL2 with E2H set and TGE and AMO clear waits, as in the source of Linux 6.17, or is taken, as in that of 6.18
    A defect of the architecture was mended in this way: AMO may count as set where E2H is and TGE is not.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/include/asm/kvm_emulate.h,
    vcpu_el2_amo_is_set(), before and after ff37a41db8b4 "KVM: arm64: nv: Treat AMO as 1 when at EL2 and {E2H,TGE}
    = {1, 0}" (September 2025)

    @nv.serror-at-vel2
    Scenario Outline: <case>: after an SError at EL2h with E2H the guest is at <pc> with <spsr> in SPSR_EL2
      Given a vCPU with HAS_EL2
      And the guest is placed at EL2h|D|I|F with E2H
      And userspace calls KVM_SET_VCPU_EVENTS with SError 0x5
      And userspace calls KVM_RUN
      And KVM enters the guest
      When a host interrupt arrives
      Then the vCPU is in KVM at <pc>
      And SPSR_EL2 reads <spsr>

      @choice-amo_at_vel2=as-it-is
      Examples: it waits
        | case  | pc          | spsr |
        | waits | 0x4000_0060 | 0x0  |

      @choice-amo_at_vel2=as-set
      Examples: it is taken
        | case  | pc          | spsr         |
        | taken | 0x4000_0b80 | EL2h\|D\|I\|F |
