@syndbg
Feature: What KVM keeps and which MSRs it announces
  The six MSRs are announced as emulated whether or not anything is switched on, so that a VMM saves them; the leaves
  that userspace gives are kept to the bit.

  @SYNDBG-41 @needs-msr-lists
  Rule: All six MSRs MUST be in the emulated-MSR list, and none of the numbers beside and between them
    A VMM saves what the list names: an MSR that is missing there is lost in a migration.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), emulated_msrs_all[];
    recordings/syndbg, ids msr_list/*

    @syndbg.emulated-list
    Scenario Outline: <case>: <msr> in the emulated-MSR list: <listed>
      Given a VM with SynDbg off
      When userspace calls KVM_GET_MSR_INDEX_LIST on /dev/kvm with msr <msr>
      Then it answers:
        | listed | <listed> |
      And nothing else changes

      Examples: listed
        | case    | msr     | listed |
        | control | CONTROL | yes    |
        | options | OPTIONS | yes    |

      Examples: not listed
        | case      | msr        | listed |
        | neighbour | 0x400000f6 | no     |

  @SYNDBG-110 @since-upstream @needs-msr-lists
  Rule: The other Hyper-V MSRs on which the debugger leans, GUEST_OS_ID, VP_INDEX and RESET, MUST be in the emulated-MSR list
    Without the guest OS id there are no debug hypercalls after a migration, and without the VP index the trace lies.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/x86.c, emulated_msrs_all[];
    recordings/syndbg, ids msr_list/*

    @syndbg.leant-on-listed
    Scenario Outline: <case>: <msr> is in the emulated-MSR list
      Given a VM with SynDbg off
      When userspace calls KVM_GET_MSR_INDEX_LIST on /dev/kvm with msr <msr>
      Then it answers:
        | listed | yes |
      And nothing else changes

      Examples:
        | case     | msr         |
        | os-id    | GUEST_OS_ID |
        | vp-index | VP_INDEX    |
        | reset    | RESET       |

  @SYNDBG-79 @since-upstream @needs-msr-lists
  Rule: On Linux 6.1, 6.12 and 7.2 none of the six was in the feature-MSR list
    Feature MSRs say what the host can do, and the six say nothing of a host.
    Source: recordings/syndbg, ids msr_list/feature_list/*

    @syndbg.feature-list
    Example: STATUS is not in the list of feature MSRs
      Given a VM with SynDbg on
      When userspace calls KVM_GET_MSR_FEATURE_INDEX_LIST on /dev/kvm with msr STATUS
      Then it answers:
        | listed | no |
      And nothing else changes

  @SYNDBG-85 @since-upstream @needs-cpuid-tables
  Rule: KVM_SET_CPUID2 MUST keep Hyper-V leaves as given, to KVM_GET_CPUID2 and to the guest alike
    What a guest is told of its debugger is the VMM's choice, even where KVM would have said otherwise.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/virt/kvm/api.rst, KVM_SET_CPUID2 and
    KVM_GET_CPUID2; recordings/syndbg, ids get_cpuid2/* and guest_cpuid/*

    @syndbg.leaves-kept
    Scenario Outline: <case>: under a low maximum leaf the guest finds <register> of leaf <leaf> as it was given
      Given a VM with SynDbg on
      And userspace gives vCPU 0 the leaves with SynDbg on, but:
        | 0x40000000 | eax | 0x40000005 |
        | 0x40000082 | eax | 0xffffffff |
        | 0x40000081 | edx | 0x5a5a5a5a |
      When the guest reads leaf <leaf>
      Then leaf <leaf> has:
        | <register> | <value> |
      And nothing else changes

      Examples:
        | case    | leaf       | register | value      |
        | all-set | 0x40000082 | eax      | 0xffffffff |
        | unused  | 0x40000081 | edx      | 0x5a5a5a5a |

    @syndbg.leaves-kept-for-the-host
    Scenario Outline: <case>: the host reads leaf <leaf> back by KVM_GET_CPUID2 as it was given
      Given a VM with SynDbg on
      And userspace gives vCPU 0 no leaves, but:
        | 0x40000000 | eax | 0x40000005 |
        | 0x40000082 | eax | 0xffffffff |
        | 0x40000082 | edx | 0x5a5a5a5a |
      When the host reads leaf <leaf>
      Then leaf <leaf> has:
        | eax | <eax> |
        | edx | <edx> |
      And nothing else changes

      Examples:
        | case    | leaf       | eax        | edx        |
        | all-set | 0x40000082 | 0xffffffff | 0x5a5a5a5a |
        | maximum | 0x40000000 | 0x40000005 | 0x0        |

    @syndbg.leaves-not-added
    Example: A leaf that was not given to KVM_SET_CPUID2 is not there
      Given a VM with SynDbg on
      And userspace gives vCPU 0 no leaves, but:
        | 0x40000000 | eax | 0x40000082 |
      When the host reads leaf 0x40000081
      Then leaf 0x40000081 is not there
      And nothing else changes
