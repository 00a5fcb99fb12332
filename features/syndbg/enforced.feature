@syndbg @since-upstream @needs-cpuid-tables
Feature: Userspace can have CPUID enforced
  With KVM_CAP_HYPERV_ENFORCE_CPUID a guest may use only what its leaves announce. For the debugger that is one more
  bit for the MSRs and another for the hypercalls, both in leaf 0x40000003: bit 11 of EDX and bit 11 of EBX.

  @SYNDBG-15
  Rule: With KVM_CAP_HYPERV_ENFORCE_CPUID on, guest access MUST also need bit 11 of EDX in leaf 0x40000003
    A VMM that announces less wants less to be reachable.
    Source: https://lore.kernel.org/r/20210521095204.2161214-1-vkuznets@redhat.com (the series that adds the
    capability); https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, hv_check_msr_access();
    recordings/syndbg, ids guest_rd_initial/*/enforce1/*

    @syndbg.enforced @needs-enforce-cpuid
    Scenario Outline: <case>: with CPUID enforced and EDX <edx>, a write <result>
      Given a VM with SynDbg on
      And userspace enables KVM_CAP_HYPERV_ENFORCE_CPUID on vCPU 0 with 0x1
      And userspace gives vCPU 0 the leaves with SynDbg on, but:
        | 0x40000003 | edx | <edx> |
      When the guest writes 0x5 to OPTIONS
      Then it <result>
      And OPTIONS holds <options>
      And nothing else changes

      Examples:
        | case            | edx                 | result              | options |
        | bit-11-clear    | bit 11 clear        | is refused with #GP | 0x0     |
        | bits-1-11-clear | bits 1 and 11 clear | is refused with #GP | 0x0     |
        | bit-11-set      | as listed           | succeeds            | 0x5     |
        | bit-11-alone    | bit 11 alone        | succeeds            | 0x5     |

    @syndbg.not-enforced
    Scenario Outline: <case>: The neighbour: without enforcement a write succeeds with EDX <edx>
      Given a VM with SynDbg on
      And userspace gives vCPU 0 the leaves with SynDbg on, but:
        | 0x40000003 | edx | <edx> |
      When the guest writes 0x5 to OPTIONS
      Then it succeeds
      And OPTIONS holds 0x5
      And nothing else changes

      Examples:
        | case         | edx          |
        | bit-11-clear | bit 11 clear |
        | bit-1-alone  | bit 1 alone  |

  @SYNDBG-56 @needs-enforce-cpuid
  Rule: When CPUID is enforced, a missing leaf 0x40000003 MUST count as EDX bit 11 clear
    What is not announced at all is not announced: no leaf is no permission.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, kvm_hv_set_cpuid();
    recordings/syndbg, ids */hv_on_no_leaf_3/*

    @syndbg.enforced-without-the-leaf
    Example: With CPUID enforced and no leaf 0x40000003 a read is refused
      Given a VM with SynDbg on
      And userspace enables KVM_CAP_HYPERV_ENFORCE_CPUID on vCPU 0 with 0x1
      And userspace gives vCPU 0 the leaves with SynDbg on, but:
        | 0x40000003 | edx | absent |
      When the guest reads OPTIONS
      Then it is refused with #GP
      And nothing else changes

  @SYNDBG-57 @needs-enforce-cpuid
  Rule: KVM_CAP_HYPERV_ENFORCE_CPUID MUST govern guest accesses of its vCPU from the next on, by the args[0] set last: 0 turns it off, any other value on
    A VMM sets capabilities and leaves in an order of its own; which came first must not matter.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/virt/kvm/api.rst,
    KVM_CAP_HYPERV_ENFORCE_CPUID; https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c,
    kvm_hv_set_enforce_cpuid(); recordings/syndbg, ids enforce_order/*

    @syndbg.enforcement-at-any-time
    Scenario Outline: <case>: where enforcement was set to <first> and then to <second>, after the leaves, a read <result>
      Given a VM with SynDbg on
      And userspace gives vCPU 0 the leaves with SynDbg on, but:
        | 0x40000003 | edx | bit 11 clear |
      And userspace enables KVM_CAP_HYPERV_ENFORCE_CPUID on vCPU 0 with <first>
      And userspace enables KVM_CAP_HYPERV_ENFORCE_CPUID on vCPU 0 with <second>
      When the guest reads OPTIONS
      Then it <result>
      And nothing else changes

      Examples:
        | case      | first | second | result              |
        | on        | 0x0   | 0x1    | is refused with #GP |
        | on-by-2   | 0x0   | 0x2    | is refused with #GP |
        | on-by-64  | 0x0   | 0x8000_0000_0000_0000 | is refused with #GP |
        | off-again | 0x1   | 0x0    | returns 0x0         |

    @syndbg.enforcement-of-one-vcpu
    Example: Enforced on vCPU 1, CPUID is not on vCPU 0
      Given a VM of 2 vCPUs with SynDbg on
      And userspace gives vCPU 0 the leaves with SynDbg on, but:
        | 0x40000003 | edx | bit 11 clear |
      And userspace enables KVM_CAP_HYPERV_ENFORCE_CPUID on vCPU 1 with 0x1
      When the guest reads OPTIONS
      Then it returns 0x0
      And nothing else changes

  @SYNDBG-89 @needs-hypercalls
  Rule: When CPUID is enforced, 0x40000003 EDX bit 11 MUST rule the MSRs alone and EBX bit 11 the hypercalls alone
    MSRs and hypercalls are two transports, and a VMM may offer one of them.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, hv_check_msr_access() and
    hv_check_hypercall_access();
    https://github.com/torvalds/linux/blob/v6.12/tools/testing/selftests/kvm/x86_64/hyperv_features.c;
    recordings/syndbg, ids hcall/*/enforce1/*

    @syndbg.each-bit-its-own-gate @needs-enforce-cpuid
    Scenario Outline: <case>: with CPUID enforced and bit 11 of <register> clear, a guest that <access> finds that it <result>
      Given a VM with SynDbg on
      And userspace enables KVM_CAP_HYPERV_ENFORCE_CPUID on vCPU 0 with 0x1
      And userspace gives vCPU 0 the leaves with SynDbg on, but:
        | 0x40000003 | <register> | bit 11 clear |
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest <access>
      Then it <result>
      And nothing else changes

      Examples:
        | case                 | register | access                     | result                    |
        | msr-bit-hypercall    | edx      | calls fast POST_DEBUG_DATA | returns INVALID_PARAMETER |
        | msr-bit-msr          | edx      | reads OPTIONS              | is refused with #GP       |
        | hypercall-bit-msr    | ebx      | reads OPTIONS              | returns 0x4               |
        | hypercall-bit-denied | ebx      | calls POST_DEBUG_DATA      | returns ACCESS_DENIED     |

    @syndbg.denied-needs-enforcement
    Example: The neighbour: without enforcement a hypercall gets past a clear bit 11 of EBX
      Given a VM with SynDbg on
      And userspace gives vCPU 0 the leaves with SynDbg on, but:
        | 0x40000003 | ebx | bit 11 clear |
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls POST_DEBUG_DATA
      Then vCPU 0 exits with:
        | exit   | HCALL                 |
        | type   | KVM_EXIT_HYPERV_HCALL |
        | reason | KVM_EXIT_HYPERV       |
        | input  | 0x69                  |
        | params | [0x5000, 0x6000]      |
      And nothing else changes
