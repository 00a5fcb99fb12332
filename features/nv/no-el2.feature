@nv @since-upstream
Feature: A vCPU without EL2
  An ordinary guest: it has no HCR_EL2, and what it reads of its mode is what the hardware has.

  @NV-43
  Rule: A vCPU without HAS_EL2 MUST have no HCR_EL2, so that a GET or SET fails with ENOENT, and no M that is translated
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
