@nv @since-upstream
Feature: A vCPU without EL2
  An ordinary guest: it has no HCR_EL2, and what it reads of its mode is what the hardware has.

  @NV-43
  Rule: A vCPU without HAS_EL2 MUST have no HCR_EL2, so that a GET or SET fails with ENOENT
    A register of a level that is not there is not there, and there is nothing to translate to.
    Source: https://github.com/torvalds/linux/blob/v6.17/Documentation/virt/kvm/api.rst (KVM_GET_ONE_REG: ENOENT
    is "no such register"; it calls its error codes indicative only); Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/sys_regs.c, kvm_sys_reg_get_user();
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.hcr-absent
    Scenario Outline: <case>: a GET of HCR_EL2 fails on a vCPU with <features>
      Given a vCPU with <features>
      When userspace reads HCR_EL2
      Then it fails with ENOENT
      And nothing else changes

      Examples:
        | case | features   |
        | none | no feature |

      @needs-e2h0 @NV-50
      Examples: without EL2, whatever is said of E2H
        | case | features     |
        | e2h0 | HAS_EL2_E2H0 |

      @needs-el1-32bit
      Examples: AArch32
        | case | features  |
        | a32  | EL1_32BIT |

    @nv.hcr-absent-set
    Example: A SET of HCR_EL2 fails on a vCPU with no feature
      Given a vCPU with no feature
      When userspace writes RW|E2H to HCR_EL2
      Then it fails with ENOENT
      And nothing else changes

    @nv.hcr-absent-run @neighbour @NV-89
    Example: The neighbour: the first KVM_RUN of a vCPU with no feature makes no HCR_EL2 either
      Given a vCPU with no feature
      When userspace calls KVM_RUN with a signal waiting
      Then it fails with EINTR
      And these events follow:
        | what     | with |
        | kvm_exit | INTR |
      And nothing else changes

  @NV-98
  Rule: M of a vCPU without HAS_EL2 MUST NOT be translated
    Such a guest runs at the levels that it knows, so that there is nothing to translate to.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/hyp/vhe/switch.c,
    fixup_guest_exit(); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.no-el2-untranslated
    Scenario Outline: <case>: on a vCPU with no feature a guest that runs at <mode> reads <mode>
      Given a vCPU with no feature
      And the guest is entered at <mode>
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE.M reads <mode>
      And the vCPU is in guest context
      And the vCPU is in KVM
      And nothing else changes

      Examples:
        | case   | mode |
        | kernel | EL1h |
        | thread | EL1t |
        | user   | EL0t |

    @nv.no-el2-no-context @NV-06
    Example: A vCPU without HAS_EL2 is in guest context at EL1h
      Given a vCPU with no feature
      And the guest is entered at EL1h
      When a host interrupt arrives
      Then PSTATE.M reads EL1h
      And the vCPU is in guest context
      And the vCPU is in KVM at 0x4000_0060
      And nothing else changes

    @nv.names-of-modes @needs-raw-exit
    Scenario Outline: <case>: userspace reads <spsr> in SPSR_EL2 of a guest without EL2 as mode <mode>
      Given a vCPU with no feature
      And the guest is entered at EL1h
      When the guest exits by IRQ with SPSR_EL2 <spsr>
      And a signal ends KVM_RUN
      And userspace reads PSTATE
      Then it answers:
        | outcome | ok     |
        | mode    | <mode> |
      And nothing else changes

      Examples:
        | case       | spsr      | mode       |
        | el0t       | EL0t      | EL0t       |
        | el1t       | EL1t      | EL1t       |
        | el2t       | EL2t      | EL2t       |
        | el3t       | DAIF\|0xc | EL3t       |
        | el3h       | DAIF\|0xd | EL3h       |
        | user       | 0x10      | User       |
        | fiq        | 0x11      | FIQ        |
        | irq        | 0x12      | IRQ        |
        | supervisor | 0x13      | Supervisor |
        | monitor    | 0x16      | Monitor    |
        | abort      | 0x17      | Abort      |
        | hyp        | 0x1a      | Hyp        |
        | undefined  | 0x1b      | Undefined  |
        | system     | 0x1f      | System     |
        | no-mode    | 0x1e      | reserved   |
