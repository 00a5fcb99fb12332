@nv
Feature: Which PSTATE userspace may set
  KVM_SET_ONE_REG looks at M[4:0] and at the features of the vCPU. EL2 needs an EL2; the modes of AArch32 EL1 need
  a 32-bit EL1 and those of AArch64 a 64-bit one; AArch32 User needs nothing but a host CPU that has it.

  @NV-40 @since-seed
  Rule: A SET of PSTATE to EL2t or EL2h MUST succeed if the vCPU has EL2 and its EL1 is not 32-bit, and fail with EINVAL if not
    To place a guest at vEL2 is to place a guest hypervisor: only a vCPU that may be one has that level.
    Source: https://lore.kernel.org/r/20200211174938.27809-6-maz@kernel.org (v2 05/94, set_core_reg()); Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/guest.c, set_core_reg();
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson, where HAS_EL2 with EL1_32BIT does not exist (NV-49)

    @nv.set-el2
    Scenario Outline: <case>: a vCPU with HAS_EL2 takes <mode>
      Given a vCPU with HAS_EL2
      When userspace writes <mode> to PSTATE
      Then it succeeds
      And PSTATE reads <mode>
      And the vCPU is in host context
      And nothing else changes

      Examples:
        | case     | mode |
        | el2-el2t | EL2t |
        | el2-el2h | EL2h |

    @nv.set-el2-refused
    Scenario Outline: <case>: a vCPU with <features> refuses <mode>
      Given a vCPU with <features>
      When userspace writes <mode> to PSTATE
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case      | features   | mode |
        | none-el2t | no feature | EL2t |
        | none-el2h | no feature | EL2h |

      @needs-el1-32bit
      Examples: with a 32-bit EL1
        | case     | features  | mode |
        | a32-el2t | EL1_32BIT | EL2t |
        | a32-el2h | EL1_32BIT | EL2h |

  @NV-41 @since-seed
  Rule: A SET of PSTATE to another mode MUST succeed if the vCPU or the host CPU has it, and if not fail with EINVAL
    A mode that the CPU does not have cannot be entered.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/guest.c, set_core_reg();
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson, where AArch32 User needs no 32-bit EL1

    @nv.set-accepted
    Scenario Outline: <case>: a vCPU with <features> takes <mode>
      Given a vCPU with <features>
      When userspace writes <mode> to PSTATE
      Then it succeeds
      And PSTATE reads <mode>
      And the vCPU is in guest context
      And nothing else changes

      Examples: without EL2
        | case      | features   | mode |
        | none-el0t | no feature | EL0t |
        | none-el1t | no feature | EL1t |
        | none-el1h | no feature | EL1h |

      Examples: below EL2
        | case     | features | mode |
        | el2-el0t | HAS_EL2  | EL0t |
        | el2-el1t | HAS_EL2  | EL1t |
        | el2-el1h | HAS_EL2  | EL1h |

      @needs-el1-32bit
      Examples: with a 32-bit EL1
        | case           | features  | mode       |
        | a32-fiq        | EL1_32BIT | FIQ        |
        | a32-irq        | EL1_32BIT | IRQ        |
        | a32-supervisor | EL1_32BIT | Supervisor |
        | a32-abort      | EL1_32BIT | Abort      |
        | a32-undefined  | EL1_32BIT | Undefined  |
        | a32-system     | EL1_32BIT | System     |

    @nv.set-user @needs-el0-32bit
    Scenario Outline: <case>: where the host CPU has AArch32 at EL0, a vCPU with <features> takes AArch32 User
      Given a host with AArch32 at EL0
      And a vCPU with <features>
      When userspace writes User to PSTATE
      Then it succeeds
      And PSTATE reads User
      And the vCPU is in guest context
      And nothing else changes

      Examples: a 64-bit EL1
        | case      | features   |
        | none-user | no feature |
        | el2-user  | HAS_EL2    |

      @needs-el1-32bit
      Examples: a 32-bit EL1
        | case     | features  |
        | a32-user | EL1_32BIT |

    @nv.set-refused
    Scenario Outline: <case>: a vCPU with <features> refuses M = <m>
      Given a vCPU with <features>
      When userspace writes DAIF|<m> to PSTATE
      Then it fails with EINVAL
      And nothing else changes

      Examples: without EL2
        | case            | features   | m          |
        | none-m-01       | no feature | 0x01       |
        | none-m-02       | no feature | 0x02       |
        | none-m-06       | no feature | 0x06       |
        | none-m-07       | no feature | 0x07       |
        | none-m-0a       | no feature | 0x0a       |
        | none-el3t       | no feature | EL3t       |
        | none-el3h       | no feature | EL3h       |
        | none-m-0f       | no feature | 0x0f       |
        | none-fiq        | no feature | FIQ        |
        | none-supervisor | no feature | Supervisor |
        | none-m-14       | no feature | 0x14       |
        | none-m-15       | no feature | 0x15       |
        | none-monitor    | no feature | Monitor    |
        | none-hyp        | no feature | Hyp        |
        | none-system     | no feature | System     |

      Examples: with EL2
        | case           | features | m          |
        | el2-m-01       | HAS_EL2  | 0x01       |
        | el2-m-06       | HAS_EL2  | 0x06       |
        | el2-m-07       | HAS_EL2  | 0x07       |
        | el2-m-0a       | HAS_EL2  | 0x0a       |
        | el2-m-0b       | HAS_EL2  | 0x0b       |
        | el2-el3t       | HAS_EL2  | EL3t       |
        | el2-el3h       | HAS_EL2  | EL3h       |
        | el2-m-0f       | HAS_EL2  | 0x0f       |
        | el2-fiq        | HAS_EL2  | FIQ        |
        | el2-supervisor | HAS_EL2  | Supervisor |
        | el2-m-14       | HAS_EL2  | 0x14       |
        | el2-m-15       | HAS_EL2  | 0x15       |
        | el2-m-18       | HAS_EL2  | 0x18       |
        | el2-m-19       | HAS_EL2  | 0x19       |
        | el2-system     | HAS_EL2  | System     |

      @needs-el1-32bit
      Examples: with a 32-bit EL1
        | case        | features  | m       |
        | a32-el0t    | EL1_32BIT | EL0t    |
        | a32-el1t    | EL1_32BIT | EL1t    |
        | a32-el1h    | EL1_32BIT | EL1h    |
        | a32-el3t    | EL1_32BIT | EL3t    |
        | a32-m-14    | EL1_32BIT | 0x14    |
        | a32-m-15    | EL1_32BIT | 0x15    |
        | a32-monitor | EL1_32BIT | Monitor |
        | a32-m-18    | EL1_32BIT | 0x18    |
        | a32-hyp     | EL1_32BIT | Hyp     |
        | a32-m-1e    | EL1_32BIT | 0x1e    |

    @nv.user-needs-the-cpu @needs-el0-64bit-only
    Example: On a host CPU without AArch32 at EL0 a SET to AArch32 User is refused
      Given a host without AArch32 at EL0
      And a vCPU with HAS_EL2
      When userspace writes User|A|I|F to PSTATE
      Then it fails with EINVAL
      And nothing else changes

    @nv.user64-needs-no-cpu @needs-el0-64bit-only
    Example: The neighbour: on a host CPU without AArch32 at EL0 a SET to AArch64 EL0t is taken
      Given a host without AArch32 at EL0
      And a vCPU with HAS_EL2
      When userspace writes EL0t to PSTATE
      Then it succeeds
      And PSTATE reads EL0t
      And the vCPU is in guest context
      And nothing else changes

    @nv.any-set @invariant-9 @NV-40 @needs-el1-32bit
    Example: Any PSTATE that userspace sets is taken if its mode fits, and changes nothing if not
      Then whatever PSTATE userspace sets, it is taken if its mode fits the vCPU, and else nothing changes
