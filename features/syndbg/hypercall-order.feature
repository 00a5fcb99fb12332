@syndbg @since-upstream @needs-hypercalls
Feature: The order of the hypercall checks
  Where several checks would fail, the first one decides: a guest can tell from the status how far it got.

  @SYNDBG-88
  Rule: Of access denied (6), reserved bits (3), fast (5), off (2) and OPTIONS (8), in this order, the first check that fails MUST decide a debug hypercall's status
    Leaf 0x40000003 has the features, and permits by its bits 11; leaf 0x40000082 switches by bit 1; OPTIONS 0x4 agrees.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, kvm_hv_hypercall();
    recordings/syndbg, ids hcall/*

    @syndbg.check-order @needs-enforce-cpuid @needs-cpuid-tables
    Scenario Outline: <case>: <call> with features <features>, leaf 0x40000082 <allow> and OPTIONS <options> gives <status>
      Given a VM with SynDbg on
      And userspace enables KVM_CAP_HYPERV_ENFORCE_CPUID on vCPU 0 with 0x1
      And userspace gives vCPU 0 the leaves with SynDbg on, but:
        | 0x40000003 | ebx | <features> |
        | 0x40000003 | edx | <features> |
        | 0x40000082 | eax | <allow>    |
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes <options> to OPTIONS
      When the guest calls <call>
      Then it returns <status>
      And nothing else changes

      Examples: ACCESS_DENIED first
        | case                 | call                 | features     | allow     | options | status        |
        | denied               | POST_DEBUG_DATA      | bit 11 clear | as listed | 0x4     | ACCESS_DENIED |
        | denied-before-fast   | fast POST_DEBUG_DATA | bit 11 clear | as listed | 0x4     | ACCESS_DENIED |
        | denied-before-option | POST_DEBUG_DATA      | bit 11 clear | as listed | 0x0     | ACCESS_DENIED |

      Examples: then INVALID_PARAMETER
        | case               | call                 | features  | allow       | options | status            |
        | fast-before-off    | fast POST_DEBUG_DATA | as listed | bit 1 clear | 0x4     | INVALID_PARAMETER |
        | fast-before-option | fast POST_DEBUG_DATA | as listed | as listed   | 0x0     | INVALID_PARAMETER |

      Examples: then INVALID_HYPERCALL_CODE, before OPERATION_DENIED
        | case              | call            | features  | allow       | options | status                 |
        | off-before-option | POST_DEBUG_DATA | as listed | bit 1 clear | 0x0     | INVALID_HYPERCALL_CODE |

    @syndbg.off-on-one-vcpu @SYNDBG-51
    Example: A vCPU with SynDbg off gets INVALID_HYPERCALL_CODE, whatever the other has
      Given a VM of 2 vCPUs with SynDbg on
      And SynDbg on vCPU 1 is switched off
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When guest vCPU 1 calls POST_DEBUG_DATA
      Then it returns INVALID_HYPERCALL_CODE
      And nothing else changes

  @SYNDBG-50
  Rule: A debug hypercall with reserved bits in its input value MUST give INVALID_HYPERCALL_INPUT (3), unless access is denied (6)
    A bit that is reserved today may mean something tomorrow: a guest must not get used to setting it.
    Source: https://lore.kernel.org/r/20211207220926.718794-9-seanjc@google.com (v3 8/8);
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, kvm_hv_hypercall()

    @syndbg.reserved-bits @choice-reserved_input_bits=refused
    Scenario Outline: <case>: input <input> gives INVALID_HYPERCALL_INPUT on kernels that look
      Given a VM with SynDbg on
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls hypercall <input>
      Then it returns INVALID_HYPERCALL_INPUT
      And nothing else changes

      Examples:
        | case        | input                 |
        | bit-27      | 0x800_0069            |
        | bit-47      | 0x8000_0000_006b      |
        | bit-63      | 0x8000_0000_0000_006a |
        | before-fast | 0x1000_0000_0001_0069 |

    @syndbg.reserved-before-off @choice-reserved_input_bits=refused
    Scenario Outline: <case>: with SynDbg off input <input> gives INVALID_HYPERCALL_INPUT all the same
      Given a VM with SynDbg off
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls hypercall <input>
      Then it returns INVALID_HYPERCALL_INPUT
      And nothing else changes

      Examples:
        | case       | input                 |
        | post       | 0x8000_0000_0000_0069 |
        | fast-reset | 0x8000_0001_006b      |

    @syndbg.reserved-after-denied @choice-reserved_input_bits=refused @needs-enforce-cpuid @needs-cpuid-tables
    Example: Access denied comes before reserved input bits
      Given a VM with SynDbg on
      And userspace enables KVM_CAP_HYPERV_ENFORCE_CPUID on vCPU 0 with 0x1
      And userspace gives vCPU 0 the leaves with SynDbg on, but:
        | 0x40000003 | ebx | bit 11 clear |
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls hypercall 0x8000_0000_0000_0069
      Then it returns ACCESS_DENIED
      And nothing else changes

    @syndbg.reserved-bits-ignored @choice-reserved_input_bits=ignored
    Example: A kernel that does not look at reserved input bits hands them to userspace
      Given a VM with SynDbg on
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes USE_HCALLS to OPTIONS
      When the guest calls hypercall 0x8000_0000_0000_0069
      Then vCPU 0 exits with:
        | exit  | HCALL                 |
        | input | 0x8000_0000_0000_0069 |
      And nothing else changes
