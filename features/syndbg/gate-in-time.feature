@syndbg @since-upstream
Feature: The gate after the first run, and how a refusal looks
  Once a vCPU has run its leaves are fixed. A refused access is a plain #GP, as real hardware would raise it
  for an MSR that is not there; userspace can ask to see it instead.

  Rule: After the first run the leaves cannot change

    @syndbg.leaves-fixed-after-run @SYNDBG-73 @needs-cpuid-tables
    Example: Turning SynDbg on after the first run fails, and the gate stays closed
      Given a VM with SynDbg off
      When the guest reads OPTIONS
      And userspace gives vCPU 0 the leaves with SynDbg on
      Then it fails with EINVAL
      When the guest reads OPTIONS
      Then it is refused with #GP

    @syndbg.same-leaves-after-run @SYNDBG-73 @needs-cpuid-tables
    Example: The same leaves again are accepted
      Given a VM with SynDbg off
      When the guest reads OPTIONS
      And userspace gives vCPU 0 the leaves with SynDbg off
      Then it succeeds

  Rule: A refusal is a precise fault

    @syndbg.fault-is-precise @SYNDBG-58 @needs-cpu-modes
    Scenario Outline: <case>: a refused <access> <manner> faults at the instruction
      Given a VM with SynDbg off
      And guest instructions run <manner>
      When the guest <access>
      Then it is refused with #GP
      And it answers:
        | rip        | 0x1000 |
        | error_code | <code> |
      And nothing else changes

      Examples:
        | case       | access                | manner                   | code |
        | write-real | writes 0x1 to CONTROL | in real mode             | none |
        | write-32   | writes 0x1 to CONTROL | in 32-bit protected mode | 0x0  |
        | read-32    | reads CONTROL         | in 32-bit protected mode | 0x0  |

    @syndbg.fault-keeps-registers @SYNDBG-58
    Example: A refused RDMSR leaves RAX and RDX as they were
      Given a VM with SynDbg off
      When the guest reads CONTROL
      Then it is refused with #GP
      And it answers:
        | rip        | 0x1000     |
        | error_code | 0x0        |
        | rax        | 0xa5a5a5a5 |
        | rdx        | 0x5a5a5a5a |

    @syndbg.upper-halves @SYNDBG-59
    Example: The upper halves of the registers count for nothing
      Given a VM with SynDbg on
      And guest instructions run with 0xdead_0000 in the upper halves
      When the guest writes 0x77_0000_2002 to SEND_BUFFER
      Then it succeeds
      And SEND_BUFFER holds 0x77_0000_2002
      And nothing else changes
      When the guest reads SEND_BUFFER
      Then it answers:
        | rax | 0x2002 |
        | rdx | 0x77   |
