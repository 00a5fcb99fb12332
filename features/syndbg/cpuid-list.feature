@syndbg @needs-supported-cpuid
Feature: The list of Hyper-V leaves, whole or not at all
  Userspace says how many entries it has room for, and gets all leaves in one order, or an error. The patch put the
  debugger's leaves at the end of KVM's table, the merge before its last entry. An entry has more than its leaf: index and
  flags are for leaves with sub-leaves, of which these are none.

  @SYNDBG-43 @since-upstream
  Rule: The list of supported Hyper-V leaves MUST have ten entries, the debugger's three before 0x4000000a, which is the last
    A VMM passes the list on as it is: half of it would be a guest that finds half of a debugger.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, kvm_get_hv_cpuid();
    https://github.com/torvalds/linux/blob/v6.12/Documentation/virt/kvm/api.rst, KVM_GET_SUPPORTED_HV_CPUID;
    https://github.com/torvalds/linux/blob/v6.12/tools/testing/selftests/kvm/x86_64/hyperv_cpuid.c;
    recordings/syndbg, ids hv_cpuid_ioctl/*

    @syndbg.list-order
    Example: Ten leaves are listed, the nested one last
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm with nent 256
      Then it lists the leaves:
        | 0x40000000 | 0x40000001 | 0x40000002 | 0x40000003 | 0x40000004 | 0x40000005 | 0x40000080 | 0x40000081 | 0x40000082 | 0x4000000a |
      And nothing else changes

  @SYNDBG-101 @since-upstream
  Rule: Where the list of supported Hyper-V leaves does not fit into the entries that userspace has, KVM_GET_SUPPORTED_HV_CPUID MUST return -E2BIG and no part of it
    A VMM passes the list on as it is: half of it would be a guest that finds half of a debugger.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/virt/kvm/api.rst,
    KVM_GET_SUPPORTED_HV_CPUID; https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c,
    kvm_get_hv_cpuid();
    https://github.com/torvalds/linux/blob/v6.12/tools/testing/selftests/kvm/x86_64/hyperv_cpuid.c;
    recordings/syndbg, ids hv_cpuid_ioctl/*

    @syndbg.list-too-long
    Scenario Outline: <case>: for a list of ten leaves <nent> slots give E2BIG
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm with nent <nent>
      Then it fails with E2BIG
      And nothing else changes

      Examples:
        | case      | nent |
        | one-short | 9    |
        | none      | 0    |

    @syndbg.list-fits-exactly @neighbour @SYNDBG-43
    Example: The neighbour: ten slots are enough for ten leaves
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm with nent 10
      Then it lists the leaves:
        | 0x40000000 | 0x40000001 | 0x40000002 | 0x40000003 | 0x40000004 | 0x40000005 | 0x40000080 | 0x40000081 | 0x40000082 | 0x4000000a |
      And nothing else changes

    @syndbg.invariant-list @invariant-10
    Example: For any number of slots the list of leaves is whole or refused
      Given a VM with SynDbg off
      Then for every number of slots the list of leaves is whole or refused

  @SYNDBG-95 @since-upstream
  Rule: On Linux 6.1, 6.12 and 7.2 KVM_GET_SUPPORTED_HV_CPUID left nent as given where it gave -E2BIG
    A VMM that asks again with more room cannot learn from nent how much; it has to try.
    Source: recordings/syndbg, ids hv_cpuid_ioctl/*

    @syndbg.nent-stays
    Example: Where the slots are too few, nent stays as it was given
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on /dev/kvm with nent 9
      Then it answers:
        | nent | 9 |
      And nothing else changes

  @SYNDBG-114 @since-upstream
  Rule: Each entry of the list of supported Hyper-V leaves MUST have 0 for index, flags and padding
    A VMM gives the entries back to KVM_SET_CPUID2 as they are: what stands in them there means something.
    Source: https://github.com/torvalds/linux/blob/v6.12/tools/testing/selftests/kvm/x86_64/hyperv_cpuid.c;
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, kvm_get_hv_cpuid(); recordings/syndbg, ids
    hv_cpuid_ioctl/*

    @syndbg.entries-whole @needs-cpuid-entries
    Scenario Outline: <case>: the entry of leaf <leaf> has nothing beside the leaf
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on <fd> with nent 256, entries whole
      Then leaf <leaf> has:
        | index   | 0x0 |
        | flags   | 0x0 |
        | padding | 0x0 |
      And nothing else changes

      Examples:
        | case    | leaf       | fd       |
        | first   | 0x40000000 | /dev/kvm |
        | allowed | 0x40000082 | vCPU 0   |
        | last    | 0x4000000a | /dev/kvm |

  @SYNDBG-82 @since-upstream
  Rule: KVM_GET_SUPPORTED_HV_CPUID MUST work on /dev/kvm and on a vCPU, and give -ENOTTY on a VM
    The list is of the kernel, or of one vCPU whose set-up narrows it; a VM has none of its own.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/virt/kvm/api.rst,
    KVM_GET_SUPPORTED_HV_CPUID; recordings/syndbg, ids hv_cpuid_ioctl/*

    @syndbg.list-not-on-a-vm
    Example: A VM does not have the list of leaves
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on VM 0 with nent 256
      Then it fails with ENOTTY
      And nothing else changes

  @SYNDBG-94 @only-v6
  Rule: As posted the list of supported Hyper-V leaves MUST have ten entries: the seven of before, 0x4000000a the last, and after them 0x40000080 to 0x40000082
    Without eVMCS the kernel of the time left out the last entry of its table, meant to be the nested leaf: as posted
    that is 0x40000082.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), the table in
    kvm_vcpu_ioctl_get_hv_cpuid()

    @syndbg.posted-list-order
    Example: As posted the debugger's three leaves come last
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with nent 256
      Then it lists the leaves:
        | 0x40000000 | 0x40000001 | 0x40000002 | 0x40000003 | 0x40000004 | 0x40000005 | 0x4000000a | 0x40000080 | 0x40000081 | 0x40000082 |
      And nothing else changes

  @SYNDBG-86 @since-upstream
  Rule: KVM_GET_SUPPORTED_CPUID MUST list KVM's own two leaves from 0x40000000 on, and not those of the debugger
    Both hypervisors begin at 0x40000000: one list cannot hold the leaves of the two.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/virt/kvm/api.rst,
    KVM_GET_SUPPORTED_HV_CPUID, on why there are two lists; recordings/syndbg, ids supported_cpuid_4000/*

    @syndbg.ordinary-list-has-no-debugger
    Example: KVM_GET_SUPPORTED_CPUID lists KVM's own two leaves there and no debugger
      Given a VM with SynDbg on
      When userspace calls KVM_GET_SUPPORTED_CPUID on /dev/kvm
      Then it answers:
        | functions | [0x40000000, 0x40000001] |
      And nothing else changes
