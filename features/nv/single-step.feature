@nv @since-upstream @needs-guest-debug
Feature: Single steps of the guest by userspace
  Userspace may have a guest stopped after each instruction. It is one more exit, whose PSTATE is translated as that of
  any other.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-123
  Rule: KVM_RUN of a vCPU that userspace single-steps MUST end with KVM_EXIT_DEBUG after one instruction
    A debugger stops after each instruction, at whatever level the guest is, and finds it in the mode that the guest knows.
    Source: https://github.com/torvalds/linux/blob/v6.17/Documentation/virt/kvm/api.rst (KVM_SET_GUEST_DEBUG:
    KVM_GUESTDBG_SINGLESTEP); Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/handle_exit.c,
    kvm_handle_guest_debug(), and 370531d1e95b "KVM: arm64: Clear PSTATE.SS when the Software Step state was
    Active-pending" (no second instruction; it is forgotten where KVM_GUESTDBG_ENABLE is clear)

    @nv.step-one
    Scenario Outline: <case>: a step of a guest at <mode> with <hcr> ends KVM_RUN after one instruction
      Given the guest is placed at <mode> with <hcr>
      And userspace calls KVM_SET_GUEST_DEBUG with single step
      And userspace calls KVM_RUN
      And KVM enters the guest
      When the guest runs on to 0x4000_0100
      Then these events follow:
        | what     | with  |
        | kvm_exit | DEBUG |
      And the vCPU is in userspace
      And PC reads 0x4000_0100
      And PSTATE reads <mode>

      Examples:
        | case       | mode | hcr      |
        | vel2h      | EL2h | E2H      |
        | vel2t      | EL2t | E2H      |
        | host-user  | EL0t | E2H\|TGE |
        | vel1h      | EL1h | E2H      |
        | guest-user | EL0t | E2H      |

    @nv.step-after-a-run
    Example: A guest that ran before without it is stepped by one instruction, and not by none
      Given the guest is entered at EL2h with E2H
      And a host interrupt arrives
      When a signal ends KVM_RUN
      And userspace calls KVM_SET_GUEST_DEBUG with single step
      And userspace calls KVM_RUN
      And KVM enters the guest
      And the guest runs on to 0x4000_0100
      Then PC reads 0x4000_0100
      And the vCPU is in userspace

    @nv.step-over-a-read
    Example: A step over MRS reads, and ends KVM_RUN
      Given the guest is placed at EL2h|Z|DAIF with E2H
      And userspace calls KVM_SET_GUEST_DEBUG with single step
      And userspace calls KVM_RUN
      And KVM enters the guest
      When the guest reads NZCV
      Then it returns 0x4000_0000
      And these events follow:
        | what     | with  |
        | kvm_exit | DEBUG |
      And PC reads 0x4000_0064
      And the vCPU is in userspace

    @nv.step-asked-for-again
    Example: A step that was done and not told yet is told where single step is asked for once more
      Given the guest is placed at EL1h with E2H
      And userspace calls KVM_SET_GUEST_DEBUG with single step
      And userspace calls KVM_RUN
      And KVM enters the guest
      And the guest executes HVC 0x1
      When a signal ends KVM_RUN
      And userspace calls KVM_SET_GUEST_DEBUG with single step
      And userspace calls KVM_RUN
      And KVM enters the guest
      Then the vCPU is in userspace
      And PC reads 0x4000_0c00

    @nv.step-of-what-cannot-be-entered @neighbour @NV-51 @needs-el0-32bit
    Example: The neighbour: where the entry fails there is nothing to step
      Given a host with AArch32 at EL0
      And the guest is placed at User|A|I|F with E2H
      And userspace calls KVM_SET_GUEST_DEBUG with single step
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then it fails with EINVAL
      And these events follow:
        | what     | with       |
        | kvm_exit | FAIL_ENTRY |
      And the vCPU is in userspace

    @nv.step-after-a-new-init
    Example: A vCPU that userspace has started over is stepped on
      kvm_reset_vcpu() leaves guest_debug of the vCPU alone: it is userspace's to take back.

      Given the guest is placed at EL2h with E2H
      And userspace calls KVM_SET_GUEST_DEBUG with single step
      When userspace initialises a vCPU with HAS_EL2
      And the guest is placed at EL2h with E2H
      And userspace calls KVM_RUN
      And KVM enters the guest
      And the guest runs on to 0x4000_0100
      Then these events follow:
        | what     | with  |
        | kvm_exit | DEBUG |
      And PC reads 0x4000_0100

    @nv.step-two
    Example: A second step goes on where the first ended
      Given the guest is placed at EL2h with E2H
      And userspace calls KVM_SET_GUEST_DEBUG with single step
      And userspace calls KVM_RUN
      And KVM enters the guest
      And the guest runs on to 0x4000_0100
      And userspace calls KVM_RUN
      And KVM enters the guest
      When the guest writes 0x0 to PAN
      Then PC reads 0x4000_0104
      And the vCPU is in userspace

    @nv.step-into
    Scenario Outline: <case>: a step over SVC at <mode> with <hcr> ends at <pc>
      Given the guest is placed at <mode> with <hcr>
      And userspace calls KVM_SET_GUEST_DEBUG with single step
      And userspace calls KVM_RUN
      And KVM enters the guest
      When the guest executes SVC 0x1
      Then PC reads <pc>
      And PSTATE.M reads <handler>
      And the vCPU is in userspace

      Examples:
        | case      | mode | hcr      | pc          | handler |
        | vel2      | EL2h | E2H      | 0x4000_0a00 | EL2h    |
        | host-user | EL0t | E2H\|TGE | 0x4000_0c00 | EL2h    |
        | vel1      | EL1h | E2H      | 0x4000_1200 | EL1h    |

    @nv.step-over-hvc
    Scenario Outline: <case>: a step over HVC at <mode> ends before the first instruction of its handler
      Given the guest is placed at <mode> with E2H
      And userspace calls KVM_SET_GUEST_DEBUG with single step
      And userspace calls KVM_RUN
      And KVM enters the guest
      And the guest executes HVC 0x1
      When KVM enters the guest
      Then PC reads <pc>
      And PSTATE.M reads EL2h
      And the vCPU is in userspace

      Examples:
        | case | mode | pc          |
        | vel1 | EL1h | 0x4000_0c00 |
        | vel2 | EL2h | 0x4000_0a00 |

    @nv.no-step
    Example: The neighbour: once single step is taken back the guest runs on
      Given the guest is placed at EL2h with E2H
      And userspace calls KVM_SET_GUEST_DEBUG with single step
      And userspace calls KVM_SET_GUEST_DEBUG with nothing
      And userspace calls KVM_RUN
      And KVM enters the guest
      When the guest runs on to 0x4000_0100
      Then the vCPU is in the guest at 0x4000_0100
      And nothing else changes

    @nv.step-taken-back-before-it-is-told
    Example: A step that was done and not told yet is forgotten where single step is taken back
      Given the guest is placed at EL1h with E2H
      And userspace calls KVM_SET_GUEST_DEBUG with single step
      And userspace calls KVM_RUN
      And KVM enters the guest
      And the guest executes HVC 0x1
      When a signal ends KVM_RUN
      And userspace calls KVM_SET_GUEST_DEBUG with nothing
      And userspace calls KVM_SET_GUEST_DEBUG with single step
      And userspace calls KVM_RUN
      And KVM enters the guest
      Then the vCPU is in the guest at 0x4000_0c00
