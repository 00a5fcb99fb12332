@nv @since-upstream @needs-serror
Feature: The syndrome of an SError
  Userspace says what an SError is, in the bits of ESR that are not its class. Whoever takes it is to read that.

  Background:
    Given a host with VHE

  @NV-119
  Rule: ESR_EL2 after an SError that changes the context is as it was, as in the source of Linux 6.17, or has EC 0x2f and the syndrome, as in that of 7.2
    A handler that does not know what has happened cannot help: the syndrome was computed, and written nowhere.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/emulate-nested.c,
    kvm_inject_el2_exception(), before and after e2cb1f457862 "KVM: arm64: nv: Write ESR_EL2 for injected nested
    SError exceptions" (June 2026, for 7.2 and stable kernels); Arm ARM (DDI 0487), ESR_EL2, has the second

    @nv.serror-syndrome
    Scenario Outline: <case>: after an SError at EL1h with E2H|AMO ESR_EL2 reads <esr>
      Given a vCPU with HAS_EL2
      And the guest is placed at EL1h with E2H|AMO
      And userspace writes 0x5600_0000 to ESR_EL2
      And userspace calls KVM_SET_VCPU_EVENTS with SError 0x5
      And userspace calls KVM_RUN
      When KVM enters the guest
      Then ESR_EL2 reads <esr>

      @choice-serror_syndrome=kept
      Examples: as it was
        | case | esr         |
        | kept | 0x5600_0000 |

      @choice-serror_syndrome=written
      Examples: of the SError
        | case    | esr         |
        | written | 0xbe00_0005 |

  @NV-120
  Rule: KVM_SET_VCPU_EVENTS with an SError whose syndrome is more than an ISS MUST fail with EINVAL
    The class of the exception is KVM's to say, and nothing of it may come from userspace.
    Source: https://github.com/torvalds/linux/blob/v6.17/Documentation/virt/kvm/api.rst (KVM_SET_VCPU_EVENTS:
    EINVAL for more than the lower bits of exception.serror_esr); Linux,
    https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/guest.c, __kvm_arm_vcpu_set_events()
    (ESR_ELx_ISS_MASK)

    @nv.serror-syndrome-refused
    Scenario Outline: <case>: an SError with syndrome <iss> is refused
      Given a vCPU with HAS_EL2
      And the guest is placed at EL1h|D|I|F with E2H
      When userspace calls KVM_SET_VCPU_EVENTS with SError <iss>
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case  | iss                     |
        | il    | 0x200_0000              |
        | class | 0xbc00_0000             |
        | high  | 0x8000_0000_0000_0000   |

    @nv.serror-syndrome-taken @NV-115
    Example: The neighbour: the highest bits that an SError may have are taken
      Given a vCPU with HAS_EL2
      And the guest is placed at EL2h with E2H|TGE
      When userspace calls KVM_SET_VCPU_EVENTS with SError 0xff_ffff
      Then it succeeds
      And nothing else changes
