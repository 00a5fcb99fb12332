@syndbg @since-upstream @needs-hypercalls
Feature: The order of the hypercall checks
  Where several checks would fail, the first one decides: a guest can tell from the status how far it got.

  Rule: Access denied, fast, off, OPTIONS

    @syndbg.check-order @SYNDBG-88 @needs-enforce-cpuid @needs-cpuid-tables
    Scenario Outline: <case>: <call> with EBX <ebx>, leaf 0x40000082 <allow>, OPTIONS <options> gives <status>
      Given a VM with SynDbg on
      When userspace enables KVM_CAP_HYPERV_ENFORCE_CPUID on vCPU 0 with 0x1
      And userspace gives vCPU 0 the leaves with SynDbg on, but:
        | leaf       | register | value   |
        | 0x40000003 | ebx      | <ebx>   |
        | 0x40000003 | edx      | <edx>   |
        | 0x40000082 | eax      | <allow> |
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes <options> to OPTIONS
      And the guest calls <call>
      Then it returns <status>
      And no exit follows
      And nothing else changes

      Examples:
        | case                 | call                 | ebx      | edx     | allow | options | status |
        | denied               | POST_DEBUG_DATA      | 0x100030 | 0x84512 | 0x2   | 0x4     | 0x6    |
        | denied-before-fast   | fast POST_DEBUG_DATA | 0x100030 | 0x84512 | 0x2   | 0x4     | 0x6    |
        | denied-before-option | POST_DEBUG_DATA      | 0x100030 | 0x84512 | 0x2   | 0x0     | 0x6    |
        | fast-before-off      | fast POST_DEBUG_DATA | 0x100830 | 0x84d12 | 0x0   | 0x4     | 0x5    |
        | fast-before-option   | fast POST_DEBUG_DATA | 0x100830 | 0x84d12 | 0x2   | 0x0     | 0x5    |
        | off-before-option    | POST_DEBUG_DATA      | 0x100830 | 0x84d12 | 0x0   | 0x0     | 0x2    |

    @syndbg.denied-needs-enforcement @SYNDBG-89 @needs-cpuid-tables
    Example: Without enforcement the HV_DEBUGGING bit does not matter
      Given a VM with SynDbg on
      When userspace gives vCPU 0 the leaves with SynDbg on, but:
        | leaf       | register | value    |
        | 0x40000003 | ebx      | 0x100030 |
      And the host writes 0x1 to GUEST_OS_ID
      And the guest calls POST_DEBUG_DATA
      Then it returns 0x8

    @syndbg.each-bit-its-own-gate @SYNDBG-89 @needs-enforce-cpuid @needs-cpuid-tables
    Scenario Outline: <case>: with EBX <ebx> and EDX <edx> enforced, the guest <access>
      Given a VM with SynDbg on
      When userspace enables KVM_CAP_HYPERV_ENFORCE_CPUID on vCPU 0 with 0x1
      And userspace gives vCPU 0 the leaves with SynDbg on, but:
        | leaf       | register | value |
        | 0x40000003 | ebx      | <ebx> |
        | 0x40000003 | edx      | <edx> |
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes 0x4 to OPTIONS
      And the guest <access>
      Then it <result>

      Examples:
        | case                 | ebx      | edx     | access                     | result              |
        | msr-bit-hypercall    | 0x100830 | 0x84512 | calls fast POST_DEBUG_DATA | returns 0x5         |
        | msr-bit-msr          | 0x100830 | 0x84512 | reads OPTIONS              | is refused with #GP |
        | hypercall-bit-msr    | 0x100030 | 0x84d12 | reads OPTIONS              | returns 0x4         |
        | hypercall-bit-denied | 0x100030 | 0x84d12 | calls POST_DEBUG_DATA      | returns 0x6         |

  @SYNDBG-50
  Rule: Reserved input bits come after access denied and before the rest

    @syndbg.reserved-bits @choice-reserved_input_bits=refused
    Scenario Outline: <case>: input <input> gives INVALID_HYPERCALL_INPUT on kernels that look
      Given a VM with SynDbg on
      When the host writes 0x1 to GUEST_OS_ID
      And the host writes 0x4 to OPTIONS
      And the guest calls hypercall <input>
      Then it returns 0x3
      And nothing else changes

      Examples:
        | case        | input                 |
        | bit-27      | 0x800_0069            |
        | bit-47      | 0x8000_0000_006b      |
        | bit-63      | 0x8000_0000_0000_006a |
        | before-fast | 0x1000_0000_0001_0069 |

    @syndbg.reserved-after-denied @choice-reserved_input_bits=refused @needs-enforce-cpuid @needs-cpuid-tables
    Example: Access denied comes first
      Given a VM with SynDbg on
      When userspace enables KVM_CAP_HYPERV_ENFORCE_CPUID on vCPU 0 with 0x1
      And userspace gives vCPU 0 the leaves with SynDbg on, but:
        | leaf       | register | value    |
        | 0x40000003 | ebx      | 0x100030 |
        | 0x40000003 | edx      | 0x84512  |
      And the host writes 0x1 to GUEST_OS_ID
      And the host writes 0x4 to OPTIONS
      And the guest calls hypercall 0x8000_0000_0000_0069
      Then it returns 0x6

    @syndbg.reserved-bits-ignored @choice-reserved_input_bits=ignored
    Example: Older kernels do not look at them
      Given a VM with SynDbg on
      When the host writes 0x1 to GUEST_OS_ID
      And the host writes 0x4 to OPTIONS
      And the guest calls hypercall 0x8000_0000_0000_0069
      Then vCPU 0 exits with:
        | exit  | HCALL                 |
        | input | 0x8000_0000_0000_0069 |
