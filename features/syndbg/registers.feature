@syndbg
Feature: Six registers, one set for each VM
  A Windows guest that is being debugged talks to its debugger through six MSRs. KVM keeps their values and
  never interprets them: no mask, no alignment, no reserved bit. What anyone writes, everyone reads.

  @SYNDBG-01
  Rule: All six are 0 in a new VM

    @syndbg.new-vm-reads-zero
    Scenario Outline: <case>: the guest reads 0 from <register> in a new VM
      Given a VM with SynDbg on
      When the guest reads <register>
      Then it returns 0x0
      And no exit follows
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
    Example: The host finds 0 as well
      Given a VM with SynDbg off
      When the host reads OPTIONS
      Then it returns 0x0

  @SYNDBG-04
  Rule: A value is stored as it is

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

  @SYNDBG-07
  Rule: Four of the six are storage and nothing more

    @syndbg.storage-does-not-exit @SYNDBG-08
    Scenario Outline: <case>: a write of <register> stores and does not exit
      Given a VM with SynDbg on
      When the guest writes 0x5 to <register>
      Then it succeeds
      And no exit follows
      And <register> holds 0x5
      And nothing else changes

      Examples:
        | case    | register    |
        | status  | STATUS      |
        | send    | SEND_BUFFER |
        | recv    | RECV_BUFFER |
        | options | OPTIONS     |

  @SYNDBG-18
  Rule: A read gives the last value and disturbs nothing

    @syndbg.read-gives-all-bits
    Scenario Outline: <case>: the guest reads <value> from <register>
      Given a VM with SynDbg on
      When the guest writes <value> to <register>
      And the guest reads <register>
      Then it returns <value>
      And no exit follows
      And nothing else changes

      Examples:
        | case    | register | value                 |
        | status  | STATUS   | 0x8000_0000_0000_0001 |
        | options | OPTIONS  | 0x1234_5678_9abc_def0 |

    @syndbg.read-gives-last-write
    Scenario Outline: <case>: the second value of <register> is read, not the first
      Given a VM with SynDbg on
      When the guest writes 0x1000 to <register>
      And the guest writes 0x2000 to <register>
      And the guest reads <register>
      Then it returns 0x2000
      And no exit follows
      And nothing else changes

      Examples:
        | case    | register    |
        | send    | SEND_BUFFER |
        | recv    | RECV_BUFFER |
        | options | OPTIONS     |

    @syndbg.registers-do-not-mix
    Example: What the host has put into CONTROL does not show in PENDING_BUFFER
      Given a VM with SynDbg on
      When the host writes 0x11 to CONTROL
      And the host writes 0x22 to PENDING_BUFFER
      And the host reads PENDING_BUFFER
      Then it returns 0x22

  @SYNDBG-02
  Rule: The values belong to the VM

    @syndbg.other-vcpu-reads-it
    Example: What vCPU 0 writes, vCPU 1 reads
      Given 1 VM of 2 vCPUs with SynDbg on
      When guest vCPU 0 writes 0x3000 to SEND_BUFFER
      And guest vCPU 1 reads SEND_BUFFER
      Then it returns 0x3000

    @syndbg.last-write-of-any-vcpu-wins
    Example: Writes of three vCPUs take effect in their order
      Given 1 VM of 3 vCPUs with SynDbg on
      When guest vCPU 2 writes 0x2 to OPTIONS
      And guest vCPU 0 writes 0x1 to OPTIONS
      And guest vCPU 1 reads OPTIONS
      Then it returns 0x1
      And OPTIONS holds 0x1

    @syndbg.other-vm-keeps-its-own @SYNDBG-75 @since-upstream
    Example: Another VM has values of its own
      Given 2 VMs of 1 vCPU with SynDbg on
      When the host on vCPU 0 of VM 0 writes 0xfff0 to SEND_BUFFER
      Then SEND_BUFFER of VM 0 holds 0xfff0
      And SEND_BUFFER of VM 1 holds 0x0
      And nothing else changes

  @SYNDBG-16
  Rule: Exactly six MSR numbers reach the registers

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
        | before-options | MSR 0x400000fe |

    @syndbg.options-does-not-adjoin
    Example: OPTIONS stands apart and is one of the six
      Given a VM with SynDbg on
      When the guest writes 0x4 to MSR 0x400000ff
      Then it succeeds
      And OPTIONS holds 0x4
      And nothing else changes

    @syndbg.unknown-msr-refused @SYNDBG-16 @SYNDBG-17 @only-v6
    Scenario Outline: <case>: the patch as posted refuses what it does not know: <access>
      Given a VM with SynDbg on
      When the guest <access>
      Then it is refused with #GP
      And nothing else changes

      Examples:
        | case  | access                       |
        | read  | reads MSR 0x400000f6         |
        | write | writes 0x1 to MSR 0x400000f0 |
