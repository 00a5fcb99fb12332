@syndbg
Feature: Six registers that KVM keeps
  A Windows guest that is being debugged talks to its debugger through six MSRs, which hold commands and the places
  of buffers. KVM keeps their values for userspace; to KVM itself only OPTIONS bit 2 means anything, and that in the
  hypercalls alone.

  @SYNDBG-01
  Rule: Each of the six registers (CONTROL, STATUS, SEND_BUFFER, RECV_BUFFER, PENDING_BUFFER and OPTIONS) MUST be 0 in a new VM
    The guest's debugger would take anything else for the state of its transport.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), struct kvm_hv_syndbg;
    recordings/syndbg, ids guest_rd_initial/*

    @syndbg.new-vm-reads-zero
    Scenario Outline: <case>: the guest reads 0 from <register> in a new VM
      Given a VM with SynDbg on
      When the guest reads <register>
      Then it returns 0x0
      And nothing else changes

      Examples:
        | case    | register       |
        | control | CONTROL        |
        | status  | STATUS         |
        | send    | SEND_BUFFER    |
        | recv    | RECV_BUFFER    |
        | pending | PENDING_BUFFER |
        | options | OPTIONS        |

    @syndbg.new-vm-reads-zero-host
    Example: The host finds 0 in OPTIONS of a new VM
      Given a VM with SynDbg off
      When the host reads OPTIONS
      Then it returns 0x0
      And nothing else changes

  @SYNDBG-04
  Rule: A written value MUST be stored as it is, in its own register and no other: no mask, no alignment, no reserved bit, in none of the six
    What the bits mean is between the guest and userspace, and a migration has to carry over all of them.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), syndbg_set_msr()

    @syndbg.stored-as-given
    Scenario Outline: <case>: <register> holds all 64 bits of <value>
      Given a VM with SynDbg on
      When the guest writes <value> to <register>
      Then it succeeds
      And <register> holds <value>
      And nothing else changes

      Examples: nothing is masked
        | case            | register    | value                 |
        | status-top-bit  | STATUS      | 0x8000_0000_0000_0000 |
        | send-unaligned  | SEND_BUFFER | 0x1001                |
        | send-top        | SEND_BUFFER | 0xffff_ffff_ffff_f000 |
        | recv-unaligned  | RECV_BUFFER | 0xfff                 |
        | options-unknown | OPTIONS     | 0x1234_5678_9abc_def0 |

    @syndbg.stored-as-given-exiting
    Scenario Outline: <case>: the exit for <register> shows all 64 bits of <value>
      Given a VM with SynDbg on
      When the guest writes <value> to <register>
      Then vCPU 0 exits with:
        | <field> | <value> |
      And <register> holds <value>
      And nothing else changes

      Examples:
        | case              | register       | field        | value                 |
        | control-wide      | CONTROL        | control      | 0x1_0000_0001         |
        | control-all       | CONTROL        | control      | 0xffff_ffff_ffff_ffff |
        | pending-unaligned | PENDING_BUFFER | pending_page | 0x7fff_ffff_ffff_f001 |

    @syndbg.stored-as-given-by-the-host @since-upstream
    Scenario Outline: <case>: the host stores <value> in <register>
      Given a VM with SynDbg on
      When the host writes <value> to <register>
      Then it succeeds
      And <register> holds <value>
      And nothing else changes

      Examples:
        | case    | register       | value                 |
        | control | CONTROL        | 0x8000_0000_0000_0001 |
        | pending | PENDING_BUFFER | 0x1001                |

    @syndbg.stored-in-any-mode @needs-cpu-modes
    Scenario Outline: <case>: a guest <manner> stores EDX and EAX
      Given a VM with SynDbg on
      And guest instructions run <manner>
      When the guest writes 0x77_0000_2002 to SEND_BUFFER
      Then it succeeds
      And SEND_BUFFER holds 0x77_0000_2002
      And nothing else changes

      Examples:
        | case | manner                   |
        | real | in real mode             |
        | prot | in 32-bit protected mode |

    @syndbg.registers-do-not-mix @SYNDBG-18
    Example: What the host has put into CONTROL does not show in PENDING_BUFFER
      Given a VM with SynDbg on
      And the host writes 0x11 to CONTROL
      And the host writes 0x22 to PENDING_BUFFER
      When the host reads PENDING_BUFFER
      Then it returns 0x22
      And nothing else changes

  @SYNDBG-16
  Rule: Exactly six MSR numbers MUST reach these registers: 0x400000f1 to 0x400000f5 and 0x400000ff
    A range that is too wide would give an unknown MSR to the debugger, one that is too narrow would lose OPTIONS.
    Source: https://lore.kernel.org/r/87o8st3j5h.fsf@vitty.brq.redhat.com (review of v6 3/5);
    https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), kvm_set_msr_common();
    recordings/syndbg, ids neigh_guest_rd/* and neigh_guest_wr/*

    @syndbg.neighbours-are-unknown @since-review @since-upstream
    Scenario Outline: <case>: <msr> is no register of the debugger
      Given a VM with SynDbg on
      When the guest writes 0x1 to <msr>
      Then it is refused with #GP
      And nothing else changes

      Examples:
        | case           | msr            |
        | before-control | MSR 0x400000f0 |
        | after-pending  | MSR 0x400000f6 |
        | two-after      | MSR 0x400000f7 |
        | before-options | MSR 0x400000fe |

    @syndbg.neighbours-are-not-read @since-upstream
    Scenario Outline: <case>: the guest has no <msr> to read
      Given a VM with SynDbg on
      And the host writes 0x4 to OPTIONS
      When the guest reads <msr>
      Then it is refused with #GP
      And nothing else changes

      Examples:
        | case           | msr            |
        | after-pending  | MSR 0x400000f6 |
        | before-options | MSR 0x400000fe |

    @syndbg.neighbours-are-unknown-to-the-host @since-upstream
    Scenario Outline: <case>: <fd> has no MSR beside the six that <does>
      Given a VM with SynDbg on
      And the host writes 0x4 to OPTIONS
      When <does>
      Then it answers:
        | count | 0 |
      And nothing else changes

      Examples:
        | case    | fd       | does                                          |
        | read    | a vCPU   | the host reads MSR 0x400000f0                 |
        | written | a vCPU   | the host writes 0x1 to MSR 0x400000fe         |
        | system  | /dev/kvm | userspace on /dev/kvm reads MSR 0x400000f0    |

    @syndbg.options-does-not-adjoin
    Example: The neighbour: OPTIONS at 0x400000ff stands apart and is one of the six
      Given a VM with SynDbg on
      When the guest writes 0x4 to MSR 0x400000ff
      Then it succeeds
      And OPTIONS holds 0x4
      And nothing else changes

    @syndbg.invariant-strangers @invariant-7
    Example: No access to any other MSR reaches the six registers
      Given a VM with SynDbg on
      Then no MSR outside the six changes a register

  @SYNDBG-17 @only-v6
  Rule: An MSR outside the six MUST be refused
    The two functions of the patch end in an error for an MSR that they do not know; the review says that this cannot happen.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), syndbg_set_msr() and
    syndbg_get_msr(), default

    @syndbg.unknown-msr-refused
    Scenario Outline: <case>: the patch as posted refuses what it does not know: <access>
      Given a VM with SynDbg on
      When the guest <access>
      Then it is refused with #GP
      And nothing else changes

      Examples:
        | case  | access                       |
        | read  | reads MSR 0x400000f6         |
        | write | writes 0x1 to MSR 0x400000f0 |
