@nv @since-upstream
Feature: KVM_RUN, and what ends it
  A run needs a vGIC for a vCPU with EL2 and an AArch64 mode. It ends when a signal waits, when userspace has to
  answer a load, or when the entry fails for good.

  Background:
    Given a host with VHE

  @NV-71
  Rule: A host interrupt with a signal waiting MUST end KVM_RUN with EINTR and KVM_EXIT_INTR
    KVM stands aside for the thread that was called, and says so.
    Source: https://github.com/torvalds/linux/blob/v6.17/Documentation/virt/kvm/api.rst (KVM_RUN: EINTR); Linux,
    https://github.com/torvalds/linux/blob/v6.17/include/linux/kvm_host.h, kvm_handle_signal_exit();
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.signal
    Scenario Outline: <case>: a signal ends KVM_RUN of a guest that spins at <mode> with <hcr>
      Given a vCPU with HAS_EL2
      And the guest is entered at <mode> with <hcr>
      And the guest runs on
      And a host interrupt arrives
      When a signal ends KVM_RUN
      Then it fails with EINTR
      And these events follow:
        | what     | with |
        | kvm_exit | INTR |
      And the vCPU is in userspace
      And nothing else changes

      Examples:
        | case       | mode | hcr      |
        | vel2h      | EL2h | E2H      |
        | host-user  | EL0t | E2H\|TGE |
        | vel1h      | EL1h | E2H      |
        | guest-user | EL0t | E2H      |

  @NV-127
  Rule: A signal that ends KVM_RUN MUST leave M and HCR_EL2 as the guest has them
    Userspace may look at the vCPU now, save it and move it: it has to find what the guest has.
    Source: https://github.com/torvalds/linux/blob/v6.17/Documentation/virt/kvm/api.rst (KVM_RUN: EINTR); Linux,
    https://github.com/torvalds/linux/blob/v6.17/include/linux/kvm_host.h, kvm_handle_signal_exit();
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.signal-and-back
    Example: PSTATE reads the same after a second KVM_RUN that a signal ends
      Given a vCPU with HAS_EL2
      And the guest is entered at EL2t with E2H|TGE
      When a host interrupt arrives
      And a signal ends KVM_RUN
      And userspace calls KVM_RUN
      And KVM enters the guest
      And a host interrupt arrives
      And a signal ends KVM_RUN
      And userspace reads PSTATE
      Then it returns 0x3c8
      And nothing else changes

  @NV-68
  Rule: A load from unbacked memory at vEL2 after the untrapped clear MUST end KVM_RUN with KVM_EXIT_MMIO, M = EL2h and PC at the load
    A device of userspace: the guest is out of the kernel for it, with the context that it has.
    Source: https://github.com/torvalds/linux/blob/v6.17/Documentation/virt/kvm/api.rst (KVM_EXIT_MMIO); Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/mmio.c, kvm_handle_mmio_return() (PC moves when
    userspace enters again); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.mmio
    Scenario Outline: <case>: a load at vEL2 that nothing backs ends KVM_RUN with TGE <fate>
      Given a vCPU with HAS_EL2
      And the guest is entered at EL0t with E2H|TGE
      And the guest takes an exception to vEL2
      And the guest <verb> TGE
      When the guest executes LDR from 0x1000_0000
      Then these events follow:
        | what     | with |
        | kvm_exit | MMIO |
      And PSTATE.M reads EL2h
      And PC reads 0x4000_0c04
      And the vCPU is in userspace
      And the vCPU is in host context
      And nothing else changes

      Examples:
        | case         | fate    | verb   |
        | load-cleared | cleared | clears |
        | load-kept    | kept    | sets   |

  @NV-54
  Rule: On Linux 6.17 and 7.2 KVM_RUN of a HAS_EL2 vCPU without an in-kernel vGIC fails with EAGAIN, and nothing is entered
    An interrupt controller that KVM does not know cannot be switched between two levels.
    Source: recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.no-vgic
    Example: KVM_RUN fails without an in-kernel vGIC, and nothing is entered
      Given a VM without an in-kernel vGIC
      And a vCPU with HAS_EL2
      And userspace writes RW|E2H to HCR_EL2
      When userspace calls KVM_RUN
      Then it fails with EAGAIN
      And the vCPU is in userspace
      And PSTATE reads EL2h
      And nothing else changes

    @nv.vgic
    Example: The neighbour: KVM_RUN goes on with an in-kernel vGIC
      Given a vCPU with HAS_EL2
      When userspace calls KVM_RUN
      Then it succeeds
      And the vCPU is in KVM

  @NV-52
  Rule: Without HAS_EL2 AArch32 User MUST run, so that an undefined instruction goes to vector 0x600 of vEL1, with PSTATE as it was set in SPSR_EL1
    AArch32 at EL0 under an AArch64 kernel is an ordinary guest.
    Source: Arm ARM (DDI 0487), vectors of exceptions from a lower level in AArch32;
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.user-without-el2 @needs-el0-32bit
    Example: An undefined instruction in AArch32 User goes to vEL1 as AArch32 does
      Given a host with AArch32 at EL0
      And a vCPU with no feature
      And the guest is entered at User|A|I|F
      When the guest executes UDF
      Then the exception goes to vEL1 at vector 0x600 with ESR 0x200_0000
      And SPSR_EL1 reads User|A|I|F
      And the vCPU is in the guest at 0x4000_1600
      And nothing else changes

    @nv.user-runs-on @needs-el0-32bit
    Scenario Outline: <case>: a guest in AArch32 User at <pc> runs on
      PC alignment checking is of AArch64: T32 has instructions at every second byte.

      Given a host with AArch32 at EL0
      And a vCPU with no feature
      And the guest is placed at User|A|I|F
      And userspace writes <pc> to PC
      And userspace calls KVM_RUN
      And KVM enters the guest
      When the guest runs on
      Then it succeeds
      And the vCPU is in the guest
      And VBAR_EL1 reads 0x4000_1000
      And SPSR_EL1 reads 0x0

      Examples:
        | case     | pc          |
        | of-a32   | 0x4000_0060 |
        | half-way | 0x4000_0062 |

    @nv.user64-without-el2 @neighbour @NV-98
    Example: The neighbour: AArch64 EL0, one bit away from AArch32 User, runs on
      Given a vCPU with no feature
      And the guest is entered at EL0t
      When the guest runs on to 0x4000_0070
      And a host interrupt arrives
      Then PSTATE reads EL0t
      And the vCPU is in KVM at 0x4000_0070
      And nothing else changes
