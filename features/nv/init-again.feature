@nv @since-upstream
Feature: KVM_ARM_VCPU_INIT again, and before it
  Without it there is no vCPU, and with it there is one for good: it may be started over, and not made another.

  @NV-88
  Rule: A KVM_ARM_VCPU_INIT with other features than the first MUST fail with EINVAL
    Registers and ID registers were made for the features of the first call; a vCPU cannot grow a level.
    Source: https://github.com/torvalds/linux/blob/v6.17/Documentation/virt/kvm/api.rst (KVM_ARM_VCPU_INIT: all
    calls after the first with the same features, or EINVAL); Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/arm.c, kvm_vcpu_set_target()

    @nv.init-changed
    Scenario Outline: <case>: a vCPU with <first> refuses a new KVM_ARM_VCPU_INIT with <second>
      Given a vCPU with <first>
      When userspace initialises a vCPU with <second>
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case     | first      | second     |
        | el2-lost | HAS_EL2    | no feature |
        | el2-late | no feature | HAS_EL2    |

      @needs-e2h0
      Examples: E2H
        | case     | first   | second                   |
        | e2h-late | HAS_EL2 | HAS_EL2 and HAS_EL2_E2H0 |

      @needs-el1-32bit
      Examples: AArch32
        | case     | first      | second    |
        | a32-late | no feature | EL1_32BIT |

    @nv.init-same
    Scenario Outline: The neighbour: <case>: a vCPU with <features> takes a new KVM_ARM_VCPU_INIT with <features>
      Given a vCPU with <features>
      When userspace initialises a vCPU with <features>
      Then it succeeds
      And nothing else changes

      Examples:
        | case       | features   |
        | same-none  | no feature |
        | same-el2   | HAS_EL2    |

    @nv.init-after-refusal
    Example: The neighbour: features that were refused at first do not count as the first
      Given userspace initialises a vCPU with HAS_EL2
      When userspace initialises a vCPU with no feature
      And userspace initialises a vCPU with HAS_EL2
      Then it succeeds
      And nothing else changes

  @NV-87
  Rule: A GET, SET or KVM_RUN of a vCPU that was never initialised MUST fail with ENOEXEC
    There are no registers yet, and no levels to run at.
    Source: https://github.com/torvalds/linux/blob/v6.17/Documentation/virt/kvm/api.rst (KVM_RUN: ENOEXEC); Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/arm.c, kvm_arch_vcpu_ioctl() and
    kvm_arch_vcpu_run_pid_change()

    @nv.never-initialised
    Scenario Outline: <case>: on a vCPU that was never initialised a call that <asks> fails
      Given a host with VHE
      When userspace <asks>
      Then it fails with ENOEXEC
      And nothing else changes

      Examples:
        | case      | asks                          |
        | read      | reads PSTATE                  |
        | read-hcr  | reads HCR_EL2                 |
        | write     | writes EL1h to PSTATE         |
        | write-pc  | writes 0x1000 to PC           |
        | run       | calls KVM_RUN                 |
        | run-waits | calls KVM_RUN with a signal waiting |

    @nv.initialised @neighbour @NV-33
    Example: The neighbour: KVM_RUN of a vCPU that was initialised begins
      Given a host with VHE
      And userspace initialises a vCPU with HAS_EL2
      When userspace calls KVM_RUN
      Then it succeeds
      And the vCPU is in KVM

  @NV-102
  Rule: KVM_ARM_VCPU_INIT MUST set PC to 0, also after a run
    A guest that userspace starts over begins where a CPU that comes out of reset does.
    Source: https://github.com/torvalds/linux/blob/v6.17/Documentation/virt/kvm/api.rst (KVM_ARM_VCPU_INIT:
    registers, PC among them, set to 0); Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/reset.c, kvm_reset_vcpu()

    @nv.pc-reset
    Scenario Outline: <case>: after a run of a vCPU with <features> a new KVM_ARM_VCPU_INIT leaves PC at 0
      Given a vCPU with <features>
      And the guest is entered at <pstate>
      When a host interrupt arrives
      And a signal ends KVM_RUN
      And userspace initialises a vCPU with <features>
      And userspace reads PC
      Then it returns 0x0

      Examples:
        | case     | features   | pstate        |
        | none-ran | no feature | EL0t          |
        | el2-ran  | HAS_EL2    | EL2h with E2H |

    @nv.pstate-reset @neighbour @NV-53
    Scenario Outline: The neighbour: <case>: after a run of a vCPU with <features> it leaves PSTATE at <pstate>
      Given a vCPU with <features>
      And the guest is entered at <entered>
      When a host interrupt arrives
      And a signal ends KVM_RUN
      And userspace initialises a vCPU with <features>
      And userspace reads PSTATE
      Then it returns <pstate>

      Examples:
        | case          | features   | entered       | pstate |
        | none-mode-ran | no feature | EL0t\|NZCV    | 0x3c5  |
        | el2-mode-ran  | HAS_EL2    | EL1t with E2H | 0x3c9  |
