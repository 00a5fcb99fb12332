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
      When userspace sets PSTATE to <value>
      Then it succeeds
      And PSTATE holds <value>
      And the vCPU is in host context
      And nothing else changes

      Examples:
        | case     | mode | value |
        | el2-el2t | EL2t | 0x3c8 |
        | el2-el2h | EL2h | 0x3c9 |

    @nv.set-el2-refused
    Scenario Outline: <case>: a vCPU with <features> refuses <mode>
      Given a vCPU with <features>
      When userspace sets PSTATE to <value>
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case      | features   | mode | value |
        | none-el2t | no feature | EL2t | 0x3c8 |
        | none-el2h | no feature | EL2h | 0x3c9 |

      @needs-el1-32bit
      Examples: with a 32-bit EL1
        | case     | features  | mode | value |
        | a32-el2t | EL1_32BIT | EL2t | 0x3c8 |
        | a32-el2h | EL1_32BIT | EL2h | 0x3c9 |

  @NV-41 @since-seed
  Rule: A SET of PSTATE to another mode MUST succeed if the vCPU or the host CPU has it, and if not fail with EINVAL and change nothing
    A mode that the CPU does not have cannot be entered; a refused SET that left something behind would be a half one.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/guest.c, set_core_reg();
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson, where AArch32 User needs no 32-bit EL1

    @nv.set-accepted
    Scenario Outline: <case>: a vCPU with <features> takes PSTATE <value>
      Given a vCPU with <features>
      When userspace sets PSTATE to <value>
      Then it succeeds
      And PSTATE holds <value>
      And the vCPU is in guest context
      And nothing else changes

      Examples: without EL2
        | case      | features   | value |
        | none-el0t | no feature | 0x3c0 |
        | none-el1t | no feature | 0x3c4 |
        | none-el1h | no feature | 0x3c5 |

      Examples: below EL2
        | case     | features | value |
        | el2-el0t | HAS_EL2  | 0x3c0 |
        | el2-el1t | HAS_EL2  | 0x3c4 |
        | el2-el1h | HAS_EL2  | 0x3c5 |

      @needs-el1-32bit
      Examples: with a 32-bit EL1
        | case           | features  | value |
        | a32-fiq        | EL1_32BIT | 0x3d1 |
        | a32-irq        | EL1_32BIT | 0x3d2 |
        | a32-supervisor | EL1_32BIT | 0x3d3 |
        | a32-abort      | EL1_32BIT | 0x3d7 |
        | a32-undefined  | EL1_32BIT | 0x3db |
        | a32-system     | EL1_32BIT | 0x3df |

    @nv.set-user @needs-el0-32bit
    Scenario Outline: <case>: where the host CPU has AArch32 at EL0, a vCPU with <features> takes AArch32 User
      Given the host CPU has AArch32 at EL0
      And a vCPU with <features>
      When userspace sets PSTATE to 0x3d0
      Then it succeeds
      And PSTATE holds 0x3d0
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
    Scenario Outline: <case>: a vCPU with <features> refuses PSTATE <value>
      Given a vCPU with <features>
      When userspace sets PSTATE to <value>
      Then it fails with EINVAL
      And nothing else changes

      Examples: without EL2
        | case            | features   | value |
        | none-m-01       | no feature | 0x3c1 |
        | none-m-02       | no feature | 0x3c2 |
        | none-m-06       | no feature | 0x3c6 |
        | none-m-07       | no feature | 0x3c7 |
        | none-m-0a       | no feature | 0x3ca |
        | none-el3t       | no feature | 0x3cc |
        | none-el3h       | no feature | 0x3cd |
        | none-m-0f       | no feature | 0x3cf |
        | none-fiq        | no feature | 0x3d1 |
        | none-supervisor | no feature | 0x3d3 |
        | none-m-14       | no feature | 0x3d4 |
        | none-m-15       | no feature | 0x3d5 |
        | none-monitor    | no feature | 0x3d6 |
        | none-hyp        | no feature | 0x3da |
        | none-system     | no feature | 0x3df |

      Examples: with EL2
        | case           | features | value |
        | el2-m-01       | HAS_EL2  | 0x3c1 |
        | el2-m-06       | HAS_EL2  | 0x3c6 |
        | el2-m-07       | HAS_EL2  | 0x3c7 |
        | el2-m-0a       | HAS_EL2  | 0x3ca |
        | el2-m-0b       | HAS_EL2  | 0x3cb |
        | el2-el3t       | HAS_EL2  | 0x3cc |
        | el2-el3h       | HAS_EL2  | 0x3cd |
        | el2-m-0f       | HAS_EL2  | 0x3cf |
        | el2-fiq        | HAS_EL2  | 0x3d1 |
        | el2-supervisor | HAS_EL2  | 0x3d3 |
        | el2-m-14       | HAS_EL2  | 0x3d4 |
        | el2-m-15       | HAS_EL2  | 0x3d5 |
        | el2-m-18       | HAS_EL2  | 0x3d8 |
        | el2-m-19       | HAS_EL2  | 0x3d9 |
        | el2-system     | HAS_EL2  | 0x3df |

      @needs-el1-32bit
      Examples: with a 32-bit EL1
        | case        | features  | value |
        | a32-el0t    | EL1_32BIT | 0x3c0 |
        | a32-el1t    | EL1_32BIT | 0x3c4 |
        | a32-el1h    | EL1_32BIT | 0x3c5 |
        | a32-el3t    | EL1_32BIT | 0x3cc |
        | a32-m-14    | EL1_32BIT | 0x3d4 |
        | a32-m-15    | EL1_32BIT | 0x3d5 |
        | a32-monitor | EL1_32BIT | 0x3d6 |
        | a32-m-18    | EL1_32BIT | 0x3d8 |
        | a32-hyp     | EL1_32BIT | 0x3da |
        | a32-m-1e    | EL1_32BIT | 0x3de |

    @nv.refused-leaves-it
    Scenario Outline: <case>: PSTATE reads <before> after a SET to <refused> was refused
      Given a vCPU with HAS_EL2
      And userspace sets PSTATE to <before>
      And userspace sets PSTATE to <refused>
      When userspace reads PSTATE
      Then it answers:
        | outcome | ok       |
        | mode    | <mode>   |
        | value   | <before> |
      And nothing else changes

      Examples:
        | case     | before      | refused | mode |
        | el3      | 0x3c5       | 0x3cd   | EL1h |
        | flags    | 0xf000_03c8 | 0x3c1   | EL2t |
        | aarch32  | 0x3c9       | 0x3d3   | EL2h |

    @nv.user-needs-the-cpu @needs-el0-64bit-only
    Example: On a host CPU without AArch32 at EL0 a SET to AArch32 User is refused
      Given the host CPU has no AArch32 at EL0
      And a vCPU with HAS_EL2
      When userspace sets PSTATE to 0x1d0
      Then it fails with EINVAL
      And nothing else changes

    @nv.user64-needs-no-cpu @needs-el0-64bit-only
    Example: The neighbour: on a host CPU without AArch32 at EL0 a SET to AArch64 EL0t is taken
      Given the host CPU has no AArch32 at EL0
      And a vCPU with HAS_EL2
      When userspace sets PSTATE to 0x3c0
      Then it succeeds
      And PSTATE holds 0x3c0
      And the vCPU is in guest context
      And nothing else changes

    @nv.any-set @invariant-9 @NV-40 @needs-el1-32bit
    Example: Any PSTATE that userspace sets is taken if its mode fits, and changes nothing if not
      Then whatever PSTATE userspace sets, it is taken if its mode fits the vCPU, and else nothing changes
