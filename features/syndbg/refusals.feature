@syndbg @since-upstream
Feature: Userspace may look at refused accesses and may refuse more
  KVM_CAP_X86_USER_SPACE_MSR turns the #GP of a refused access into an exit; an MSR filter refuses accesses that KVM
  would allow. Neither opens the gate, and neither binds the host, nor another VM.

  @SYNDBG-76 @needs-user-space-msr
  Rule: With KVM_CAP_X86_USER_SPACE_MSR a refused access MUST exit if the mask has its reason, INVAL (1) or UNKNOWN (2)
    A VMM may emulate what KVM refuses. A reason that is not in the mask leaves the guest its #GP.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/virt/kvm/api.rst,
    KVM_CAP_X86_USER_SPACE_MSR and KVM_EXIT_X86_RDMSR;
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/x86.c, kvm_msr_user_space(); recordings/syndbg, ids
    usermsr/*

    @syndbg.refusal-exits
    Example: A refused write exits with reason INVAL
      Given a VM with SynDbg off
      And userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with INVAL
      When the guest writes 0x77_0000_3000 to CONTROL
      Then vCPU 0 exits with:
        | exit       | WRMSR                     |
        | reason     | KVM_EXIT_X86_WRMSR        |
        | index      | CONTROL                   |
        | msr_reason | KVM_MSR_EXIT_REASON_INVAL |
        | data       | 0x77_0000_3000            |
      And nothing else changes

    @syndbg.refused-read-answered
    Example: A refused read exits with reason INVAL and data 0
      Given a VM with SynDbg off
      And userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with INVAL
      When the guest reads STATUS
      Then vCPU 0 exits with:
        | exit       | RDMSR                     |
        | reason     | KVM_EXIT_X86_RDMSR        |
        | msr_reason | KVM_MSR_EXIT_REASON_INVAL |
        | data       | 0x0                       |
      And nothing else changes

    @syndbg.refusal-layout @needs-run-bytes
    Scenario Outline: <case>: at the exit of a refused write <field> stands in <size> bytes at <place>
      Given a VM with SynDbg off
      And userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with INVAL
      And the guest writes 0x77_0000_3000 to CONTROL
      When userspace reads <size> bytes at <place> of the run structure of vCPU 0
      Then it returns <value>
      And nothing else changes

      Examples:
        | case   | field      | size | place | value          |
        | reason | the reason | 4    | 40    | 0x1            |
        | index  | index      | 4    | 44    | 0x4000_00f1    |
        | data   | data       | 8    | 48    | 0x77_0000_3000 |

    @syndbg.refusal-without-inval
    Example: A mask with UNKNOWN alone does not show a refused write
      Given a VM with SynDbg off
      And userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with UNKNOWN
      When the guest writes 0x3000 to CONTROL
      Then it is refused with #GP
      And nothing else changes

    @syndbg.unknown-msr-exits
    Scenario Outline: <case>: a write of the unknown neighbour 0x400000f0 exits with reason UNKNOWN, mask <mask>
      Given a VM with SynDbg off
      And userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with <mask>
      When the guest writes 0x3000 to MSR 0x400000f0
      Then vCPU 0 exits with:
        | exit       | WRMSR                       |
        | msr_reason | KVM_MSR_EXIT_REASON_UNKNOWN |
      And nothing else changes

      Examples:
        | case    | mask           |
        | both    | INVAL\|UNKNOWN |
        | unknown | UNKNOWN        |
        | all     | INVAL\|UNKNOWN\|FILTER |

    @syndbg.refused-for-one-vm @neighbour @SYNDBG-13
    Example: The neighbour: what VM 1 asks for does not concern a refused write in VM 0
      Given 2 VMs with SynDbg off
      And userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 1 with INVAL
      When the guest writes 0x3000 to CONTROL
      Then it is refused with #GP
      And nothing else changes

  @SYNDBG-77 @needs-msr-filter
  Rule: An MSR filter that denies a register MUST win over an open gate, by #GP or an exit with reason FILTER (4)
    The filter is how a VMM takes single registers away from a guest, and it has to save them all the same.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/virt/kvm/api.rst, KVM_X86_SET_MSR_FILTER;
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/x86.c, kvm_msr_allowed(); recordings/syndbg, ids
    filter/*

    @syndbg.filter-refuses
    Scenario Outline: <case>: where a filter denies CONTROL to PENDING_BUFFER, a guest that <access> finds that it <result>
      Given a VM with SynDbg on
      And userspace calls KVM_X86_SET_MSR_FILTER on VM 0 with deny CONTROL, count 5
      When the guest <access>
      Then it <result>
      And OPTIONS holds <options>
      And nothing else changes

      Examples: denied
        | case          | access                   | result              | options |
        | write-control | writes 0x3000 to CONTROL | is refused with #GP | 0x0     |
        | read-pending  | reads PENDING_BUFFER     | is refused with #GP | 0x0     |

      Examples: the neighbour, which the filter leaves out
        | case          | access                   | result      | options |
        | write-options | writes 0x3000 to OPTIONS | succeeds    | 0x3000  |
        | read-options  | reads OPTIONS            | returns 0x0 | 0x0     |

    @syndbg.filter-ends
    Example: A filter of CONTROL alone leaves STATUS to the guest
      Given a VM with SynDbg on
      And userspace calls KVM_X86_SET_MSR_FILTER on VM 0 with deny CONTROL, count 1
      When the guest writes 0x5757 to STATUS
      Then it succeeds
      And STATUS holds 0x5757
      And nothing else changes

    @syndbg.filter-of-one-vm @neighbour @SYNDBG-08
    Example: The neighbour: a filter of VM 1 leaves the registers to the guest of VM 0
      Given 2 VMs with SynDbg on
      And userspace calls KVM_X86_SET_MSR_FILTER on VM 1 with deny CONTROL, count 5
      When the guest writes 0x5757 to STATUS
      Then it succeeds
      And STATUS holds 0x5757
      And nothing else changes

    @syndbg.filter-exits @needs-user-space-msr
    Example: With FILTER in the mask the denial exits, with reason FILTER
      Given a VM with SynDbg on
      And userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with FILTER
      And userspace calls KVM_X86_SET_MSR_FILTER on VM 0 with deny CONTROL, count 5
      When the guest writes 0x3000 to CONTROL
      Then vCPU 0 exits with:
        | exit       | WRMSR                      |
        | msr_reason | KVM_MSR_EXIT_REASON_FILTER |
      And nothing else changes

  @SYNDBG-106 @needs-msr-filter
  Rule: An MSR filter MUST NOT bind the host
    The filter is how a VMM takes single registers away from a guest, and it has to save them all the same.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/virt/kvm/api.rst, KVM_X86_SET_MSR_FILTER;
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/x86.c, kvm_msr_allowed(); recordings/syndbg, ids
    filter/*

    @syndbg.filter-does-not-bind-the-host
    Example: The host writes a register that a filter denies to the guest
      Given a VM with SynDbg on
      And userspace calls KVM_X86_SET_MSR_FILTER on VM 0 with deny CONTROL, count 5
      When the host writes 0x4400 to CONTROL
      Then it succeeds
      And CONTROL holds 0x4400
      And nothing else changes

    @syndbg.filter-does-not-bind-host-reads
    Example: The host reads a register that a filter denies to the guest
      Given a VM with SynDbg on
      And userspace calls KVM_X86_SET_MSR_FILTER on VM 0 with deny CONTROL, count 5
      And the host writes 0x4400 to CONTROL
      When the host reads CONTROL
      Then it returns 0x4400
      And nothing else changes
