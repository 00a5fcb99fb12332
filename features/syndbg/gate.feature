@syndbg @since-upstream
Feature: The guest reaches the debugger only where its CPUID says so
  There is no capability to enable: the leaves that userspace gives to a vCPU are the switch. Two things are
  needed, the interface leaf that says Hv#1 and the bit that allows kernel debugging. Nothing else counts,
  however much it looks as if it should.

  Rule: Off means #GP for each of the six, by read and by write

    @syndbg.off-refuses-writes @SYNDBG-13
    Scenario Outline: <case>: with SynDbg off a write of <register> is refused and leaves no trace
      Given a VM with SynDbg off
      When the guest writes 0x6000 to <register>
      Then it is refused with #GP
      And no exit follows
      And nothing else changes

      Examples:
        | case    | register       |
        | control | CONTROL        |
        | status  | STATUS         |
        | send    | SEND_BUFFER    |
        | pending | PENDING_BUFFER |
        | options | OPTIONS        |

    @syndbg.off-refuses-reads @SYNDBG-13
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

    @syndbg.no-leaves-at-all @SYNDBG-54 @needs-cpuid-tables
    Example: A vCPU with some Hyper-V leaf, and neither of the two, is off
      Given a VM with SynDbg on
      When userspace gives vCPU 0 these leaves alone:
        | leaf       |
        | 0x40000002 |
      And the guest writes 0x1 to CONTROL
      Then it is refused with #GP

    @syndbg.cpuid-is-the-switch @SYNDBG-42 @needs-cpuid-tables
    Example: Leaves turn SynDbg off and on again before the first run, and the values stay
      Given a VM with SynDbg on
      When the host writes 0xddd2 to SEND_BUFFER
      And userspace gives vCPU 0 the leaves with SynDbg off
      Then SEND_BUFFER holds 0xddd2
      When userspace gives vCPU 0 the leaves with SynDbg on
      And the guest reads SEND_BUFFER
      Then it returns 0xddd2

  Rule: SynDbg is switched for a vCPU before its first run

    @syndbg.switched-off @SYNDBG-13
    Example: Off again before the guest has run, it is off
      Given a VM with SynDbg on
      When SynDbg is switched off on vCPU 0
      And the guest writes 0x1 to CONTROL
      Then it is refused with #GP
      And no exit follows
      And nothing else changes

    @syndbg.switched-on @SYNDBG-42
    Example: Switched on it keeps what the host had written
      Given a VM with SynDbg off
      When the host writes 0xddd2 to SEND_BUFFER
      And SynDbg is switched on on vCPU 0
      Then SEND_BUFFER holds 0xddd2
      When the guest reads SEND_BUFFER
      Then it returns 0xddd2

  @needs-cpuid-tables
  Rule: The gate is an interface leaf and one bit

    @syndbg.gate-closed @SYNDBG-54
    Scenario Outline: <case>: leaf <leaf> with <register> <value> closes the gate
      Given a VM with SynDbg on
      When userspace gives vCPU 0 the leaves with SynDbg on, but:
        | leaf   | register   | value   |
        | <leaf> | <register> | <value> |
      And the guest writes 0x5 to OPTIONS
      Then it is refused with #GP
      And nothing else changes

      Examples:
        | case              | leaf       | register | value      |
        | interface-one-off | 0x40000001 | eax      | 0x31237649 |
        | interface-other   | 0x40000001 | eax      | 0x4b4d564b |
        | interface-absent  | 0x40000001 | eax      | absent     |

    @syndbg.gate-closed-by-the-bit @SYNDBG-13
    Scenario Outline: <case>: leaf 0x40000082 with EAX <value> closes the gate
      Given a VM with SynDbg on
      When userspace gives vCPU 0 the leaves with SynDbg on, but:
        | leaf       | register | value   |
        | 0x40000082 | eax      | <value> |
      And the guest writes 0x5 to OPTIONS
      Then it is refused with #GP
      And nothing else changes

      Examples:
        | case       | value      |
        | zero       | 0x0        |
        | bit-0-only | 0x1        |
        | all-but    | 0xfffffffd |
        | absent     | absent     |

    @syndbg.gate-open @SYNDBG-55
    Scenario Outline: <case>: leaf <leaf> with <register> <value> leaves it open
      Given a VM with SynDbg on
      When userspace gives vCPU 0 the leaves with SynDbg on, but:
        | leaf   | register   | value   |
        | <leaf> | <register> | <value> |
      And the guest writes 0x5 to OPTIONS
      Then it succeeds
      And OPTIONS holds 0x5
      And nothing else changes

      Examples:
        | case             | leaf       | register | value      |
        | maximum-leaf-low | 0x40000000 | eax      | 0x40000005 |
        | vendor-string    | 0x40000000 | ebx      | 0x41414141 |
        | no-leaf-80       | 0x40000080 | eax      | absent     |
        | all-bits         | 0x40000082 | eax      | 0xffffffff |
        | no-debugging     | 0x40000003 | ebx      | 0x100030   |
        | no-guest-debug   | 0x40000003 | edx      | 0x84d10    |

    @syndbg.gate-needs-two-leaves @SYNDBG-55
    Example: Leaves 0x40000001 and 0x40000082 are enough by themselves
      Given a VM with SynDbg off
      When userspace gives vCPU 0 these leaves alone:
        | leaf       | eax        |
        | 0x40000001 | 0x31237648 |
        | 0x40000082 | 0x2        |
      And the guest writes 0x4000 to PENDING_BUFFER
      Then vCPU 0 exits with:
        | pending_page | 0x4000 |

  @needs-cpuid-tables
  Rule: The gate is the vCPU's own

    @syndbg.gate-per-vcpu @SYNDBG-53
    Scenario Outline: <case>: of two vCPUs with only vCPU 0 on, vCPU <vcpu> <result>
      Given 1 VM of 2 vCPUs with SynDbg on
      When userspace gives vCPU 1 the leaves with SynDbg off
      And the host on vCPU 1 writes 0x4445 to OPTIONS
      And guest vCPU <vcpu> reads OPTIONS
      Then it <result>

      Examples:
        | case  | vcpu | result              |
        | open  | 0    | returns 0x4445      |
        | other | 1    | is refused with #GP |
