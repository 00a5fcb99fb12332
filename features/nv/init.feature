@nv @since-upstream
Feature: What KVM_ARM_VCPU_INIT makes
  The features of the vCPU say which levels it has. PSTATE resets to the highest of them, with the interrupts masked.

  @NV-53
  Rule: PSTATE MUST reset to 0x3c5 (EL1h) without HAS_EL2, to 0x3c9 (EL2h) with it, and to 0x1d3 (Supervisor) with EL1_32BIT
    A guest begins as a CPU does that comes out of reset: in the level of whoever has to set up the rest.
    Source: https://github.com/torvalds/linux/blob/v6.17/Documentation/virt/kvm/api.rst (KVM_ARM_VCPU_INIT: EL1h
    or SVC with the interrupts masked, all other bits clear; EL2 with HAS_EL2); Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/reset.c, kvm_reset_vcpu();
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.reset
    Scenario Outline: <case>: a vCPU with <features> resets to <mode>, PSTATE <pstate>
      Given a vCPU with <features>
      When userspace reads PSTATE
      Then it answers:
        | outcome | ok       |
        | mode    | <mode>   |
        | value   | <pstate> |
      And nothing else changes

      Examples:
        | case | features   | mode | pstate |
        | none | no feature | EL1h | 0x3c5  |
        | el2  | HAS_EL2    | EL2h | 0x3c9  |

      @needs-e2h0
      Examples: E2H
        | case | features                 | mode | pstate |
        | e2h0 | HAS_EL2 and HAS_EL2_E2H0 | EL2h | 0x3c9  |

      @needs-e2h0 @NV-50
      Examples: without EL2, whatever is said of E2H
        | case  | features     | mode | pstate |
        | alone | HAS_EL2_E2H0 | EL1h | 0x3c5  |

      @needs-el1-32bit
      Examples: AArch32
        | case | features  | mode       | pstate |
        | a32  | EL1_32BIT | Supervisor | 0x1d3  |

  @NV-49
  Rule: KVM_ARM_VCPU_INIT with HAS_EL2 and EL1_32BIT MUST fail with EINVAL
    A hypervisor in AArch64 over a kernel that is AArch32 by force is a combination that nobody has built.
    Source: https://github.com/torvalds/linux/blob/v6.17/Documentation/virt/kvm/api.rst (KVM_ARM_VCPU_INIT: EINVAL
    where the combination of features is invalid); Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/arm.c, kvm_vcpu_init_check_features();
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.init-refused @needs-el1-32bit
    Example: KVM_ARM_VCPU_INIT with HAS_EL2 and EL1_32BIT is refused
      When userspace initialises a vCPU with HAS_EL2 and EL1_32BIT
      Then it fails with EINVAL
      And nothing else changes

    @nv.init-allowed
    Scenario Outline: The neighbour: <case>: KVM_ARM_VCPU_INIT with <features> alone succeeds
      When userspace initialises a vCPU with <features>
      Then it succeeds

      Examples:
        | case | features |
        | el2  | HAS_EL2  |

      @needs-el1-32bit
      Examples: AArch32
        | case | features  |
        | a32  | EL1_32BIT |

  @NV-50 @needs-e2h0
  Rule: On Linux 6.17 and 7.2 HAS_EL2_E2H0 alone gives a vCPU without EL2, which resets to EL1h, refuses the modes of EL2 and runs without a vGIC
    The manual of the interface forbids the combination; the kernels take it and overlook the second feature.
    Source: recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson, against
    https://github.com/torvalds/linux/blob/v6.17/Documentation/virt/kvm/api.rst (KVM_ARM_VCPU_HAS_EL2_E2H0:
    HAS_EL2 "must also be set")

    @nv.e2h0-alone
    Example: A vCPU with HAS_EL2_E2H0 alone runs without a vGIC
      Given a VM without an in-kernel vGIC
      And a vCPU with HAS_EL2_E2H0
      And userspace writes EL1t to PSTATE
      When userspace calls KVM_RUN
      Then it succeeds
      And PSTATE reads EL1t

    @nv.e2h0-alone-set
    Scenario Outline: <case>: a vCPU with HAS_EL2_E2H0 alone takes <mode>
      Given a vCPU with HAS_EL2_E2H0
      When userspace writes <mode> to PSTATE
      Then it succeeds
      And PSTATE reads <mode>
      And nothing else changes

      Examples:
        | case       | mode |
        | alone-el0t | EL0t |
        | alone-el1t | EL1t |
        | alone-el1h | EL1h |

    @nv.e2h0-alone-user @needs-el0-32bit
    Example: Where the host CPU has AArch32 at EL0, a vCPU with HAS_EL2_E2H0 alone takes AArch32 User
      Given a host with AArch32 at EL0
      And a vCPU with HAS_EL2_E2H0
      When userspace writes User to PSTATE
      Then it succeeds
      And PSTATE reads User
      And nothing else changes

    @nv.e2h0-alone-refused
    Scenario Outline: <case>: a vCPU with HAS_EL2_E2H0 alone refuses <mode>
      Given a vCPU with HAS_EL2_E2H0
      When userspace writes <mode> to PSTATE
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case       | mode |
        | alone-el2t | EL2t |
        | alone-el2h | EL2h |
        | alone-el3t | EL3t |
        | alone-fiq  | FIQ  |
