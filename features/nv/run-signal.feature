@nv @since-upstream
Feature: KVM_RUN with a signal waiting
  Userspace uses a signal that is there already to have a vCPU finish what it was at, and run nothing.

  Background:
    Given a host with VHE

  @NV-90
  Rule: KVM_RUN after KVM_EXIT_MMIO MUST complete the load before anything else, so that PC is behind it even where a signal waits
    A signal is how userspace has the load completed and nothing run: the state that it saves then is a whole one.
    Source: https://github.com/torvalds/linux/blob/v6.17/Documentation/virt/kvm/api.rst (struct kvm_run:
    operations are completed first, then signals are looked for); Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/mmio.c, kvm_handle_mmio_return()

    @nv.mmio-completed
    Example: A guest whose load was answered goes on behind it
      Given a vCPU with HAS_EL2
      And the guest is entered at EL2h with E2H
      And the guest executes LDR from 0x1000_0000
      And userspace calls KVM_RUN
      And KVM enters the guest
      When a host interrupt arrives
      Then PC reads 0x4000_0064
      And PSTATE.M reads EL2h
      And the vCPU is in KVM
      And nothing else changes

    @nv.mmio-completed-by-a-signal
    Scenario Outline: <case>: a KVM_RUN with a signal waiting completes a load at <mode> with <hcr>
      Given a vCPU with HAS_EL2
      And the guest is entered at <mode> with <hcr>
      And the guest executes LDR from 0x1000_0000
      When userspace calls KVM_RUN with a signal waiting
      Then it fails with EINTR
      And PC reads 0x4000_0064
      And PSTATE.M reads <mode>
      And these events follow:
        | what     | with |
        | kvm_exit | INTR |
      And nothing else changes

      Examples:
        | case | mode | hcr |
        | vel2 | EL2h | E2H |
        | vel1 | EL1h | E2H |
        | user | EL0t | E2H |

    @nv.mmio-completed-at-the-top @needs-raw-exit
    Example: PC behind a load in the last word of the address space is 0
      PC of a vCPU is a u64, to which kvm_skip_instr() adds 4.

      Given a vCPU with HAS_EL2
      And the guest is entered at EL2h with E2H
      And the guest exits by IRQ with SPSR_EL2 EL1h and ELR_EL2 0xffff_ffff_ffff_fffc
      And KVM enters the guest
      And the guest executes LDR from 0x1000_0000
      When userspace calls KVM_RUN
      Then PC reads 0x0
      And the vCPU is in KVM

    @nv.mmio-not-completed-twice
    Example: The neighbour: after the load is completed another KVM_RUN with a signal waiting leaves PC alone
      Given a vCPU with HAS_EL2
      And the guest is entered at EL2h with E2H
      And the guest executes LDR from 0x1000_0000
      When userspace calls KVM_RUN
      And a signal ends KVM_RUN
      And userspace calls KVM_RUN with a signal waiting
      Then it fails with EINTR
      And PC reads 0x4000_0064
      And these events follow:
        | what     | with |
        | kvm_exit | INTR |
      And nothing else changes

  @NV-89
  Rule: KVM_RUN with a signal waiting MUST end with EINTR and enter nothing, also where an entry has failed before
    Userspace asks for a vCPU that stands still, and gets it: nothing runs once a signal is there.
    Source: https://github.com/torvalds/linux/blob/v6.17/Documentation/virt/kvm/api.rst (KVM_RUN: EINTR); Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/arm.c, kvm_arch_vcpu_ioctl_run(), which looks for
    signals before it enters; observed on Linux 6.17 and 7.2

    @nv.signal-waits
    Scenario Outline: <case>: KVM_RUN at <mode> with a signal waiting runs nothing
      Given a vCPU with HAS_EL2
      And the guest is placed at <mode> with <hcr>
      When userspace calls KVM_RUN with a signal waiting
      Then it fails with EINTR
      And PSTATE reads <mode>
      And PC reads 0x4000_0060
      And HCR_EL2 reads <hcr>
      And the vCPU is in userspace
      And these events follow:
        | what     | with |
        | kvm_exit | INTR |
      And nothing else changes

      Examples:
        | case       | mode | hcr      |
        | vel2h      | EL2h | E2H      |
        | host-user  | EL0t | E2H\|TGE |
        | guest-user | EL0t | E2H      |

    @nv.signal-waits-dead @needs-el0-32bit
    Example: KVM_RUN with a signal waiting ends with EINTR also after an entry in AArch32 User has failed
      Given a host with AArch32 at EL0
      And a vCPU with HAS_EL2
      And userspace writes User|A|I|F to PSTATE
      And userspace calls KVM_RUN
      When KVM enters the guest
      And userspace calls KVM_RUN with a signal waiting
      Then it fails with EINTR
      And these events follow:
        | what     | with |
        | kvm_exit | INTR |
      And nothing else changes
