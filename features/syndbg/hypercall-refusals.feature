@syndbg @needs-hypercalls
Feature: How a debug hypercall is refused
  A call that does not reach userspace ends with a status, and each check has one of its own: INVALID_HYPERCALL_CODE
  (2), INVALID_PARAMETER (5), ACCESS_DENIED (6), OPERATION_DENIED (8).

  @SYNDBG-46
  Rule: A fast call MUST give INVALID_PARAMETER (5) where it is POST_DEBUG_DATA or RETRIEVE_DEBUG_DATA, and not where it is RESET_DEBUG_SESSION
    A fast call has its data in registers; these two are about pages of data, a reset has none.
    Source: https://lore.kernel.org/r/20200317034804.112538-6-arilou@gmail.com (v6 5/5), kvm_hv_hypercall();
    recordings/syndbg, ids hcall/*

    @syndbg.fast-refused
    Scenario Outline: <case>: a guest that calls <call> gets INVALID_PARAMETER
      Given a VM with SynDbg on
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls <call>
      Then it returns INVALID_PARAMETER
      And nothing else changes

      Examples:
        | case     | call                     |
        | post     | fast POST_DEBUG_DATA     |
        | retrieve | fast RETRIEVE_DEBUG_DATA |

    @syndbg.fast-reset
    Example: The neighbour: a fast RESET_DEBUG_SESSION exits
      Given a VM with SynDbg on
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls fast RESET_DEBUG_SESSION
      Then vCPU 0 exits with:
        | exit | HCALL |
      And nothing else changes

    @syndbg.off-and-fast @since-upstream @SYNDBG-88
    Scenario Outline: <case>: with SynDbg off <call> gives INVALID_PARAMETER all the same
      Given a VM with SynDbg off
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls <call>
      Then it returns INVALID_PARAMETER
      And nothing else changes

      Examples:
        | case     | call                     |
        | post     | fast POST_DEBUG_DATA     |
        | retrieve | fast RETRIEVE_DEBUG_DATA |

  @SYNDBG-47
  Rule: With OPTIONS bit 2 clear the debug hypercalls MUST give OPERATION_DENIED (8)
    By OPTIONS the two sides agree on hypercalls; without that nobody waits for them.
    Source: https://lore.kernel.org/r/20200317034804.112538-6-arilou@gmail.com (v6 5/5), kvm_hv_hypercall();
    recordings/syndbg, ids hcall/*

    @syndbg.options-refuse
    Scenario Outline: <case>: with OPTIONS <options> a hypercall gives OPERATION_DENIED
      Given a VM with SynDbg on
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes <options> to OPTIONS
      When the guest calls POST_DEBUG_DATA
      Then it returns OPERATION_DENIED
      And nothing else changes

      Examples: bit 2 is clear
        | case   | options               |
        | zero   | 0x0                   |
        | others | 0xffff_ffff_ffff_fffb |

    @syndbg.invariant-hypercalls @invariant-8
    Example: The first failed check decides any debug hypercall
      Given a VM with SynDbg off
      Then every debug hypercall is decided by the first check that fails, and exits exactly if none does

  @SYNDBG-90 @since-upstream
  Rule: Of OPTIONS only bit 2 MUST count for the hypercalls
    The other bits are between the guest and its debugger.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.h, HV_X64_SYNDBG_OPTION_USE_HCALLS;
    recordings/syndbg, ids hcall/*

    @syndbg.only-bit-2-counts
    Scenario Outline: <case>: with OPTIONS <options> and so without bit 2, a reset gives OPERATION_DENIED
      Given a VM with SynDbg on
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes <options> to OPTIONS
      When the guest calls RESET_DEBUG_SESSION
      Then it returns OPERATION_DENIED
      And nothing else changes

      Examples: denied
        | case  | options |
        | bit-3 | 0x8     |
        | b     | 0xb     |

    @syndbg.options-with-bit-2
    Example: The neighbour: with all bits of OPTIONS together, bit 2 among them, a reset exits
      Given a VM with SynDbg on
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes 0xffff_ffff_ffff_ffff to OPTIONS
      When the guest calls RESET_DEBUG_SESSION
      Then vCPU 0 exits with:
        | exit | HCALL |
      And nothing else changes

  @SYNDBG-49
  Rule: A debug hypercall MUST be refused where the debugger is not enabled
    Hypercalls would otherwise be a second way to the exit that userspace does not know.
    Source: https://lore.kernel.org/r/87imj13iwp.fsf@vitty.brq.redhat.com (review of v6 5/5);
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, kvm_hv_hypercall(); recordings/syndbg, ids
    hcall/*

    @syndbg.not-enabled-refuses-hypercalls @since-review @choice-disabled_hypercall=invalid-code
    Example: With the capability not enabled a hypercall gives INVALID_HYPERCALL_CODE
      Given a VM with SynDbg off
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls POST_DEBUG_DATA
      Then it returns INVALID_HYPERCALL_CODE
      And nothing else changes

    @syndbg.not-enabled-refuses-hypercalls-otherwise @since-review @choice-disabled_hypercall=access-denied
    Example: With the capability not enabled a hypercall gives ACCESS_DENIED, where that was chosen
      Given a VM with SynDbg off
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls POST_DEBUG_DATA
      Then it returns ACCESS_DENIED
      And nothing else changes

    @syndbg.off-gives-invalid-code @SYNDBG-51 @since-upstream
    Scenario Outline: <case>: with SynDbg off <call> gives INVALID_HYPERCALL_CODE
      Given a VM with SynDbg off
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls <call>
      Then it returns INVALID_HYPERCALL_CODE
      And nothing else changes

      Examples:
        | case       | call                     |
        | post       | POST_DEBUG_DATA          |
        | reset      | RESET_DEBUG_SESSION      |
        | fast-reset | fast RESET_DEBUG_SESSION |

  @SYNDBG-51 @since-upstream
  Rule: With SynDbg off access MUST count as granted, enforced or not: a debug hypercall gives INVALID_HYPERCALL_CODE (2) where no earlier check refuses it
    To a guest without the debugger the calls do not exist; only what is wrong in itself is said before that.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, hv_check_hypercall_access() and
    kvm_hv_hypercall(); recordings/syndbg, ids hcall/*/hv_82eax_0/*

    @syndbg.off-and-enforced @needs-enforce-cpuid @needs-cpuid-tables
    Scenario Outline: <case>: with SynDbg off and CPUID enforced without HV_DEBUGGING <call> gives <status>, and not ACCESS_DENIED
      Given a VM with SynDbg on
      And userspace enables KVM_CAP_HYPERV_ENFORCE_CPUID on vCPU 0 with 0x1
      And userspace gives vCPU 0 the leaves with SynDbg off, but:
        | 0x40000003 | ebx | bit 11 clear |
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls <call>
      Then it returns <status>
      And nothing else changes

      Examples:
        | case | call                 | status                 |
        | post | POST_DEBUG_DATA      | INVALID_HYPERCALL_CODE |
        | fast | fast POST_DEBUG_DATA | INVALID_PARAMETER      |

    @syndbg.reserved-where-nothing-is-denied @choice-reserved_input_bits=refused @needs-enforce-cpuid @needs-cpuid-tables
    Example: With SynDbg off access is not denied, and reserved bits come first, CPUID enforced or not
      Given a VM with SynDbg on
      And userspace enables KVM_CAP_HYPERV_ENFORCE_CPUID on vCPU 0 with 0x1
      And userspace gives vCPU 0 the leaves with SynDbg off, but:
        | 0x40000003 | ebx | bit 11 clear |
      And the host writes 0x1 to GUEST_OS_ID
      When the guest calls hypercall 0x8000_0000_0000_0069
      Then it returns INVALID_HYPERCALL_INPUT
      And nothing else changes

  @SYNDBG-92 @since-upstream
  Rule: Codes 0x68 and 0x6c MUST give INVALID_HYPERCALL_CODE in every set-up, also where the three calls give ACCESS_DENIED
    The codes beside the three are nobody's: no privilege can be missing for them.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, kvm_hv_hypercall(); Hypervisor Top
    Level Functional Specification (TLFS), HV_STATUS_INVALID_HYPERCALL_CODE; recordings/syndbg, ids
    hcall/*/code_68/* and code_6c/*

    @syndbg.unknown-codes
    Scenario Outline: <case>: a guest that calls <call> gets INVALID_HYPERCALL_CODE
      Given a VM with SynDbg on
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls <call>
      Then it returns INVALID_HYPERCALL_CODE
      And nothing else changes

      Examples:
        | case   | call           |
        | before | hypercall 0x68 |
        | after  | hypercall 0x6c |
