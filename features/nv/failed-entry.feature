@nv @since-upstream
Feature: An entry that fails for good
  A vCPU with EL2 that is set to AArch32 User is found out when it is entered. What is left is no vCPU any more.

  Background:
    Given a host with VHE

  @NV-51 @needs-el0-32bit
  Rule: KVM_RUN of a vCPU with HAS_EL2 in AArch32 User MUST fail with EINVAL and KVM_EXIT_FAIL_ENTRY
    No AArch32 runs under an EL2 of a guest, and whether it may is asked when it is entered.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/arm.c, vcpu_mode_is_bad_32bit() and
    kvm_arch_vcpu_ioctl_run(), https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/handle_exit.c,
    handle_exit(); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.user-with-el2-entry
    Example: The entry of a vCPU with HAS_EL2 in AArch32 User ends KVM_RUN
      Given a host with AArch32 at EL0
      And a vCPU with HAS_EL2
      And userspace writes User|A|I|F to PSTATE
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then it fails with EINVAL
      And these events follow:
        | what     | with       |
        | kvm_exit | FAIL_ENTRY |

  @NV-91 @needs-el0-32bit
  Rule: On Linux 6.17 and 7.2 KVM_RUN of a vCPU whose entry has failed fails with EINVAL and KVM_EXIT_FAIL_ENTRY again
    KVM tries once more, and finds the same mode. A signal would come before that.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/arm.c, kvm_arch_vcpu_ioctl_run();
    for EINVAL recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson; another thread gets ENOEXEC

    @nv.user-with-el2-run-again
    Example: After an entry in AArch32 User has failed, KVM_RUN fails in the same way
      Given a host with AArch32 at EL0
      And a vCPU with HAS_EL2
      And userspace writes User|A|I|F to PSTATE
      And userspace calls KVM_RUN
      When KVM enters the guest
      And userspace calls KVM_RUN
      Then it fails with EINVAL
      And these events follow:
        | what     | with       |
        | kvm_exit | FAIL_ENTRY |
      And nothing else changes

  @NV-86 @needs-el0-32bit
  Rule: A GET or SET of a vCPU whose entry has failed MUST fail with ENOEXEC
    What is left is no vCPU until KVM_ARM_VCPU_INIT makes it one: a register of it would be nobody's.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/arm.c, kvm_arch_vcpu_ioctl(); for
    GETs recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.user-with-el2
    Scenario Outline: <case>: after an entry in AArch32 User has failed, a call that <asks> fails
      Given a host with AArch32 at EL0
      And a vCPU with HAS_EL2
      And userspace writes User|A|I|F to PSTATE
      And userspace calls KVM_RUN
      When KVM enters the guest
      And userspace <asks>
      Then it fails with <errno>
      And nothing else changes

      Examples:
        | case         | asks                         | errno   |
        | read         | reads PSTATE                 | ENOEXEC |
        | hcr          | reads HCR_EL2                | ENOEXEC |
        | pc           | reads PC                     | ENOEXEC |
        | vectors      | reads VBAR_EL1               | ENOEXEC |
        | write        | writes EL2h to PSTATE        | ENOEXEC |
        | write-bad    | writes EL3h to PSTATE        | ENOEXEC |
        | write-pc     | writes 0x1000 to PC          | ENOEXEC |
        | write-hcr    | writes RW\|E2H to HCR_EL2    | ENOEXEC |
        | write-return | writes 0x3c5 to SPSR_EL2     | ENOEXEC |

    @nv.user-with-el2-unreadable
    Scenario Outline: <case>: after an entry in AArch32 User has failed, a GET of PC fails and <reading> is shown as 0
      An inspection shows 0 for what cannot be read (schemas/nv.schema.json).

      Given a host with AArch32 at EL0
      And a vCPU with HAS_EL2
      And the guest is placed at User|A|I|F with E2H
      And userspace calls KVM_RUN
      When KVM enters the guest
      And userspace reads PC
      Then it fails with ENOEXEC
      And <reading> reads 0x0

      Examples:
        | case          | reading  |
        | pstate-gone   | PSTATE   |
        | pc-gone       | PC       |
        | hcr-gone      | HCR_EL2  |
        | vectors1-gone | VBAR_EL1 |
        | vectors2-gone | VBAR_EL2 |

    @nv.user-with-el2-again @neighbour @NV-53
    Example: The neighbour: a new KVM_ARM_VCPU_INIT brings back a vCPU whose entry has failed
      Given a host with AArch32 at EL0
      And a vCPU with HAS_EL2
      And userspace writes User|A|I|F to PSTATE
      And userspace calls KVM_RUN
      When KVM enters the guest
      And userspace initialises a vCPU with HAS_EL2
      And userspace reads PSTATE
      Then it returns 0x3c9
      And nothing else changes
