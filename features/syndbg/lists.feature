@syndbg
Feature: What KVM keeps and what it announces
  The six MSRs are announced as emulated whether or not anything is switched on; the leaves that userspace
  gives are kept to the bit.

  Rule: The MSR lists

    @syndbg.emulated-list @SYNDBG-41 @needs-msr-lists
    Scenario Outline: <case>: <msr> in the emulated-MSR list: <listed>
      Given a VM with SynDbg off
      When userspace calls KVM_GET_MSR_INDEX_LIST on /dev/kvm with:
        | msr | <msr> |
      Then it answers:
        | listed | <listed> |

      Examples:
        | case      | msr        | listed |
        | control   | CONTROL    | yes    |
        | options   | OPTIONS    | yes    |
        | neighbour | 0x400000f6 | no     |

    @syndbg.feature-list @SYNDBG-79 @since-upstream @needs-msr-lists
    Example: None of the six is a feature MSR
      Given a VM with SynDbg on
      When userspace calls KVM_GET_MSR_FEATURE_INDEX_LIST on /dev/kvm with:
        | msr | STATUS |
      Then it answers:
        | listed | no |

  Rule: Leaves are kept as given

    @syndbg.leaves-kept @SYNDBG-85 @since-upstream @needs-cpuid-tables
    Scenario Outline: <case>: under a low maximum leaf the guest finds <register> of leaf <leaf> as it was given
      Given a VM with SynDbg on
      When userspace gives vCPU 0 the leaves with SynDbg on, but:
        | leaf       | register | value      |
        | 0x40000000 | eax      | 0x40000005 |
        | 0x40000082 | eax      | 0xffffffff |
        | 0x40000081 | edx      | 0x5a5a5a5a |
      And the guest executes CPUID with <leaf>
      Then it answers:
        | <register> | <value> |

      Examples:
        | case    | leaf        | register | value      |
        | all-set | 0x4000_0082 | eax      | 0xffffffff |
        | unused  | 0x4000_0081 | edx      | 0x5a5a5a5a |

    @syndbg.leaves-kept-for-the-host @SYNDBG-85 @since-upstream @needs-cpuid-tables
    Scenario Outline: <case>: the host reads leaf <leaf> back by KVM_GET_CPUID2 as it was given
      Given a VM with SynDbg on
      When userspace gives vCPU 0 these leaves alone:
        | leaf       | eax        | edx        |
        | 0x40000000 | 0x40000005 | 0x0        |
        | 0x40000082 | 0xffffffff | 0x5a5a5a5a |
      And userspace calls KVM_GET_CPUID2 on vCPU 0 with:
        | leaf | <leaf> |
      Then it reads back leaf <leaf> with:
        | eax | <eax> |
        | edx | <edx> |

      Examples:
        | case    | leaf        | eax        | edx        |
        | all-set | 0x4000_0082 | 0xffffffff | 0x5a5a5a5a |
        | maximum | 0x4000_0000 | 0x40000005 | 0x0        |

    @syndbg.leaves-not-added @SYNDBG-85 @since-upstream @needs-cpuid-tables
    Example: A leaf that was not given is not there
      Given a VM with SynDbg on
      When userspace gives vCPU 0 these leaves alone:
        | leaf       | eax        |
        | 0x40000000 | 0x40000082 |
      And userspace calls KVM_GET_CPUID2 on vCPU 0 with:
        | leaf | 0x4000_0081 |
      Then it reads back no leaf

    @syndbg.ordinary-list-has-no-debugger @SYNDBG-86 @since-upstream @needs-supported-cpuid
    Example: KVM_GET_SUPPORTED_CPUID lists KVM's own two leaves there and no debugger
      Given a VM with SynDbg on
      When userspace calls KVM_GET_SUPPORTED_CPUID on /dev/kvm
      Then it answers:
        | functions | [0x40000000, 0x40000001] |

  Rule: There is no capability any more

    @syndbg.no-capability @SYNDBG-87 @since-upstream @needs-capabilities
    Scenario Outline: <case>: KVM_CHECK_EXTENSION(<cap>) gives 0 on <fd>
      Given a VM with SynDbg on
      When userspace calls KVM_CHECK_EXTENSION on <fd> with:
        | cap | <cap> |
      Then it returns 0x0

      Examples:
        | case       | cap | fd       |
        | system-180 | 180 | /dev/kvm |
        | vm-181     | 181 | VM 0     |

    @syndbg.capability-cannot-be-enabled @SYNDBG-42 @since-upstream @needs-capabilities
    Example: It cannot be enabled, and SynDbg works without
      Given a VM with SynDbg on
      When userspace enables capability 180 on vCPU 0 with 0x0
      Then it fails with EINVAL
      When the guest reads OPTIONS
      Then it returns 0x0
