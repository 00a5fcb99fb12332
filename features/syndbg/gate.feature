@syndbg @since-upstream
Feature: The guest reaches the debugger only where its CPUID says so
  There is no capability to enable: the leaves that userspace gives to a vCPU are the switch. The gate needs two
  things, the interface leaf that says Hv#1 and the bit that allows kernel debugging. SynDbg is on where it is open.

  @SYNDBG-13
  Rule: While SynDbg is off in the vCPU's CPUID, a guest access to any of the six MUST be refused with #GP, change nothing and cause no SYNDBG exit
    A userspace that never heard of the debugger would die of an exit that any guest could cause.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, syndbg_set_msr() and
    syndbg_get_msr(); recordings/syndbg, ids guest_wr/* and guest_rd_initial/*

    @syndbg.off-refuses-writes
    Scenario Outline: <case>: with SynDbg off a write of <register> is refused and leaves no trace
      Given a VM with SynDbg off
      When the guest writes 0x6000 to <register>
      Then it is refused with #GP
      And nothing else changes

      Examples:
        | case    | register       |
        | control | CONTROL        |
        | status  | STATUS         |
        | send    | SEND_BUFFER    |
        | pending | PENDING_BUFFER |
        | options | OPTIONS        |

    @syndbg.off-refuses-reads
    Scenario Outline: <case>: with SynDbg off a read of <register> is refused
      Given a VM with SynDbg off
      When the guest reads <register>
      Then it is refused with #GP
      And nothing else changes

      Examples:
        | case    | register    |
        | control | CONTROL     |
        | recv    | RECV_BUFFER |
        | options | OPTIONS     |

    @syndbg.switched-off
    Example: A write is refused where SynDbg was switched off again before the guest has run
      Given a VM with SynDbg on
      And SynDbg on vCPU 0 is switched off
      When the guest writes 0x1 to CONTROL
      Then it is refused with #GP
      And nothing else changes

    @syndbg.gate-closed-by-the-bit @needs-cpuid-tables
    Scenario Outline: <case>: leaf 0x40000082 with EAX <value> closes the gate
      Given a VM with SynDbg on
      And userspace gives vCPU 0 the leaves with SynDbg on, but:
        | 0x40000082 | eax | <value> |
      When the guest writes 0x5 to OPTIONS
      Then it is refused with #GP
      And nothing else changes

      Examples: bit 1 is clear
        | case       | value       |
        | zero       | 0x0         |
        | bit-0-only | bit 0 alone |
        | all-but    | 0xfffffffd  |
        | absent     | absent      |

    @syndbg.invariant-off @invariant-1
    Example: With SynDbg off nothing the guest does is heard or kept
      Given a VM of 2 vCPUs with SynDbg off
      Then in any sequence of accesses no SYNDBG exit is delivered and the values stay as the host left them

  @SYNDBG-54 @needs-cpuid-tables
  Rule: The gate MUST be closed without a leaf 0x40000001 with EAX 0x31237648 ("Hv#1")
    The MSRs are Hyper-V's: to a guest that is not told of Hyper-V, other hypervisors may use the same numbers.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, kvm_hv_set_cpuid();
    https://github.com/torvalds/linux/blob/v6.12/Documentation/virt/kvm/api.rst, KVM_CAP_HYPERV_ENFORCE_CPUID;
    recordings/syndbg, ids */hv_on_iface_sig_bad/*

    @syndbg.no-leaves-at-all
    Example: A vCPU with some Hyper-V leaf, and neither of the two that are needed, is off
      Given a VM with SynDbg on
      And userspace gives vCPU 0 no leaves, but:
        | 0x40000002 | eax | 0x0 |
      When the guest writes 0x1 to CONTROL
      Then it is refused with #GP
      And nothing else changes

    @syndbg.gate-closed
    Scenario Outline: <case>: leaf <leaf> with <register> <value> closes the gate
      Given a VM with SynDbg on
      And userspace gives vCPU 0 the leaves with SynDbg on, but:
        | <leaf> | <register> | <value> |
      When the guest writes 0x5 to OPTIONS
      Then it is refused with #GP
      And nothing else changes

      Examples:
        | case              | leaf       | register | value  |
        | interface-one-off | 0x40000001 | eax      | "Iv#1" |
        | interface-other   | 0x40000001 | eax      | "KVMK" |
        | interface-absent  | 0x40000001 | eax      | absent |

  @SYNDBG-55 @needs-cpuid-tables
  Rule: On Linux 6.1, 6.12 and 7.2, CPUID not enforced, the gate looked at EAX of leaf 0x40000001 and at bit 1 of EAX in leaf 0x40000082, and at nothing else
    Much else looks as if it should matter, such as the maximum leaf or the feature bits. A VMM may leave it out.
    Source: recordings/syndbg, ids guest_rd_initial/* and guest_wr/*

    @syndbg.gate-open
    Scenario Outline: <case>: leaf <leaf> with <register> <value> leaves the gate open
      Given a VM with SynDbg on
      And userspace gives vCPU 0 the leaves with SynDbg on, but:
        | <leaf> | <register> | <value> |
      When the guest writes 0x5 to OPTIONS
      Then it succeeds
      And OPTIONS holds 0x5
      And nothing else changes

      Examples:
        | case             | leaf       | register | value        |
        | maximum-leaf-low | 0x40000000 | eax      | 0x40000005   |
        | vendor-string    | 0x40000000 | ebx      | "AAAA"       |
        | no-leaf-80       | 0x40000080 | eax      | absent       |
        | all-bits         | 0x40000082 | eax      | 0xffffffff   |
        | no-debugging     | 0x40000003 | ebx      | bit 11 clear |
        | no-guest-debug   | 0x40000003 | edx      | bit 1 clear  |

    @syndbg.gate-needs-two-leaves
    Example: The neighbour: leaves 0x40000001 and 0x40000082 are enough by themselves
      Given a VM with SynDbg off
      And userspace gives vCPU 0 no leaves, but:
        | 0x40000001 | eax | "Hv#1"      |
        | 0x40000082 | eax | bit 1 alone |
      When the guest writes 0x4000 to PENDING_BUFFER
      Then vCPU 0 exits with:
        | pending_page | 0x4000 |
      And PENDING_BUFFER holds 0x4000
      And nothing else changes

  @SYNDBG-53 @needs-cpuid-tables
  Rule: The gate MUST be the vCPU's own: in one VM a vCPU with it closed gets #GP while another accesses
    CPUID is a vCPU's, the values are the VM's: KVM asks the vCPU that makes the access, and no other.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, kvm_hv_is_syndbg_enabled();
    recordings/syndbg, ids partition/mixed_cpuid/*

    @syndbg.gate-per-vcpu
    Scenario Outline: <case>: of two vCPUs with only vCPU 0 on, vCPU <vcpu> <result>
      Given a VM of 2 vCPUs with SynDbg on
      And userspace gives vCPU 1 the leaves with SynDbg off
      And the host on vCPU 1 writes 0x4445 to OPTIONS
      When guest vCPU <vcpu> reads OPTIONS
      Then it <result>
      And nothing else changes

      Examples:
        | case  | vcpu | result              |
        | open  | 0    | returns 0x4445      |
        | other | 1    | is refused with #GP |
