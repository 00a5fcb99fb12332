@syndbg @since-upstream @needs-cpuid-tables
Feature: Userspace can have CPUID enforced
  With KVM_CAP_HYPERV_ENFORCE_CPUID a guest may use only what its leaves announce. For the debugger's MSRs that
  is one more bit, EDX bit 11 of leaf 0x40000003.

  Rule: With CPUID enforced the debug-MSRs bit is needed too

    @syndbg.enforced @SYNDBG-15 @needs-enforce-cpuid
    Scenario Outline: <case>: with CPUID enforced EDX is <edx>
      Given a VM with SynDbg on
      When userspace enables KVM_CAP_HYPERV_ENFORCE_CPUID on vCPU 0 with 0x1
      And userspace gives vCPU 0 the leaves with SynDbg on, but:
        | leaf       | register | value |
        | 0x40000003 | edx      | <edx> |
      And the guest writes 0x5 to OPTIONS
      Then it <result>

      Examples:
        | case            | edx     | result              |
        | bit-11-clear    | 0x84512 | is refused with #GP |
        | bits-1-11-clear | 0x84510 | is refused with #GP |
        | bit-11-set      | 0x84d12 | succeeds            |
        | bit-11-alone    | 0x800   | succeeds            |

    @syndbg.not-enforced @SYNDBG-15
    Scenario Outline: <case>: without enforcement the bit does not matter, EDX is <edx>
      Given a VM with SynDbg on
      When userspace gives vCPU 0 the leaves with SynDbg on, but:
        | leaf       | register | value |
        | 0x40000003 | edx      | <edx> |
      And the guest writes 0x5 to OPTIONS
      Then it succeeds

      Examples:
        | case         | edx     |
        | bit-11-clear | 0x84512 |
        | bit-1-alone  | 0x2     |

    @syndbg.enforced-without-the-leaf @SYNDBG-56 @needs-enforce-cpuid
    Example: A missing leaf 0x40000003 counts as the bit being clear
      Given a VM with SynDbg on
      When userspace enables KVM_CAP_HYPERV_ENFORCE_CPUID on vCPU 0 with 0x1
      And userspace gives vCPU 0 the leaves with SynDbg on, but:
        | leaf       | register | value  |
        | 0x40000003 | edx      | absent |
      And the guest reads OPTIONS
      Then it is refused with #GP

    @syndbg.enforcement-at-any-time @SYNDBG-57 @needs-enforce-cpuid
    Scenario Outline: <case>: enforcement set to <first> and then to <second>, after the leaves
      Given a VM with SynDbg on
      When userspace gives vCPU 0 the leaves with SynDbg on, but:
        | leaf       | register | value   |
        | 0x40000003 | edx      | 0x84512 |
      And userspace enables KVM_CAP_HYPERV_ENFORCE_CPUID on vCPU 0 with <first>
      And userspace enables KVM_CAP_HYPERV_ENFORCE_CPUID on vCPU 0 with <second>
      And the guest reads OPTIONS
      Then it <result>

      Examples:
        | case      | first | second | result              |
        | on        | 0x0   | 0x1    | is refused with #GP |
        | on-by-2   | 0x0   | 0x2    | is refused with #GP |
        | off-again | 0x1   | 0x0    | returns 0x0         |
