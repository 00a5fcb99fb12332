@syndbg
Feature: Reads, and writes that only store
  STATUS, SEND_BUFFER, RECV_BUFFER and OPTIONS are storage: the guest prepares its next command in them, as often as
  it likes, and pays for no exit.

  @SYNDBG-07
  Rule: A write of STATUS, SEND_BUFFER, RECV_BUFFER or OPTIONS MUST store the value and not exit
    Only CONTROL and PENDING_BUFFER tell userspace anything; an exit for each address would make debugging slow.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), syndbg_set_msr()

    @syndbg.storage-does-not-exit
    Scenario Outline: <case>: a write of <register> stores and does not exit
      Given a VM with SynDbg on
      When the guest writes 0x5 to <register>
      Then it succeeds
      And <register> holds 0x5
      And nothing else changes

      Examples:
        | case    | register    |
        | status  | STATUS      |
        | send    | SEND_BUFFER |
        | recv    | RECV_BUFFER |
        | options | OPTIONS     |

  @SYNDBG-08
  Rule: Where the guest may access the registers, a write MUST NOT fault
    A guest kernel that stops at a breakpoint cannot handle a #GP from its own debugger.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), syndbg_set_msr()

    @syndbg.no-value-faults
    Scenario Outline: <case>: a write of <value> to <register> does not fault
      Given a VM with SynDbg on
      When the guest writes <value> to <register>
      Then it succeeds
      And <register> holds <value>
      And nothing else changes

      Examples:
        | case            | register    | value                 |
        | status-all-ones | STATUS      | 0xffff_ffff_ffff_ffff |
        | recv-odd        | RECV_BUFFER | 0x1                   |

  @SYNDBG-18
  Rule: A read MUST return the value that was stored last, without an exit and without changing anything
    The guest polls: a read that exits or changes something would make the polling part of the protocol.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), syndbg_get_msr()

    @syndbg.read-gives-all-bits
    Scenario Outline: <case>: the guest reads <value> from <register>
      Given a VM with SynDbg on
      And the guest writes <value> to <register>
      When the guest reads <register>
      Then it returns <value>
      And nothing else changes

      Examples:
        | case    | register | value                 |
        | status  | STATUS   | 0x8000_0000_0000_0001 |
        | options | OPTIONS  | 0x1234_5678_9abc_def0 |

    @syndbg.read-gives-last-write
    Scenario Outline: <case>: the second value of <register> is read, not the first
      Given a VM with SynDbg on
      And the guest writes 0x1000 to <register>
      And the guest writes 0x2000 to <register>
      When the guest reads <register>
      Then it returns 0x2000
      And nothing else changes

      Examples:
        | case    | register    |
        | send    | SEND_BUFFER |
        | recv    | RECV_BUFFER |
        | options | OPTIONS     |

    @syndbg.invariant-read-back @invariant-3 @SYNDBG-02 @SYNDBG-04
    Example: A read by anyone gives what was written last
      Given a VM of 3 vCPUs with SynDbg on
      Then in any sequence of accesses every read gives the last value, whoever wrote it
