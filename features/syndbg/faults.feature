@syndbg @since-upstream
Feature: RDMSR and WRMSR behave as the CPU's manuals say
  To the guest the six are MSRs like any others. A refused access is the #GP that real hardware raises for an MSR
  that is not there; an allowed one takes and gives 32 bits in each of EDX and EAX.

  @SYNDBG-58
  Rule: The fault of a refused access MUST have error code 0, and none in real mode, which pushes none
    A handler that pops an error code that is not there, or leaves one, returns into nowhere.
    Source: Intel SDM volume 3, 6.15, Interrupt 13; AMD APM volume 2, 8.2.14; recordings/syndbg, ids mode_rd/* and
    mode_wr/*

    @syndbg.fault-is-precise @needs-cpu-modes
    Scenario Outline: <case>: a refused access that <access> <manner> faults with error code <code>
      Given a VM with SynDbg off
      And guest instructions run <manner>
      When the guest <access>
      Then it is refused with #GP
      And it answers:
        | error_code | <code> |
      And nothing else changes

      Examples:
        | case       | access                | manner                   | code |
        | write-real | writes 0x1 to CONTROL | in real mode             | none |
        | write-32   | writes 0x1 to CONTROL | in 32-bit protected mode | 0x0  |
        | read-32    | reads CONTROL         | in 32-bit protected mode | 0x0  |

    @syndbg.fault-has-error-code-0
    Example: A refused RDMSR in long mode faults with error code 0
      Given a VM with SynDbg off
      When the guest reads CONTROL
      Then it is refused with #GP
      And it answers:
        | error_code | 0x0 |
      And nothing else changes

  @SYNDBG-126
  Rule: The saved IP of a refused access MUST be that of the instruction
    A guest that catches the fault goes on from there.
    Source: Intel SDM volume 3, 6.15, Interrupt 13; AMD APM volume 2, 8.2.14; recordings/syndbg, ids mode_rd/* and
    mode_wr/*

    @syndbg.fault-at-the-instruction
    Scenario Outline: <case>: a refused access that <access> faults at the instruction
      Given a VM with SynDbg off
      When the guest <access>
      Then it is refused with #GP
      And it answers:
        | rip | at the instruction |
      And nothing else changes

      Examples:
        | case  | access                |
        | read  | reads CONTROL         |
        | write | writes 0x1 to CONTROL |

    @syndbg.fault-at-another-place
    Example: A refused access at 0x2000 faults there
      Given a VM with SynDbg off
      And guest instructions run at RIP 0x2000
      When the guest reads CONTROL
      Then it is refused with #GP
      And it answers:
        | rip | 0x2000 |
      And nothing else changes

  @SYNDBG-127
  Rule: A refused RDMSR MUST leave RAX and RDX as they were
    What a handler finds in the two is what the guest had there, and no half of an answer.
    Source: Intel SDM volume 3, 6.15, Interrupt 13; AMD APM volume 2, 8.2.14; recordings/syndbg, ids mode_rd/*

    @syndbg.fault-keeps-registers
    Example: A refused RDMSR leaves in RAX and RDX the 0xa5a5a5a5 and 0x5a5a5a5a that were there
      Given a VM with SynDbg off
      When the guest reads CONTROL
      Then it is refused with #GP
      And it answers:
        | rax | 0xa5a5a5a5 |
        | rdx | 0x5a5a5a5a |
      And nothing else changes

    @syndbg.fault-keeps-clear-registers
    Example: A refused RDMSR leaves RAX and RDX clear that were clear
      Given a VM with SynDbg off
      And guest instructions run with RAX and RDX clear
      When the guest reads CONTROL
      Then it is refused with #GP
      And it answers:
        | rax | 0x0 |
        | rdx | 0x0 |
      And nothing else changes

  @SYNDBG-59
  Rule: In long mode WRMSR and RDMSR MUST ignore the upper halves of RCX, RAX and RDX
    What a 64-bit guest happens to have in the upper halves must not become part of a value, or be kept there.
    Source: Intel SDM volume 2, RDMSR and WRMSR; AMD APM volume 3, RDMSR and WRMSR; recordings/syndbg, ids
    mode_rd/* and mode_wr/*

    @syndbg.upper-halves
    Example: A WRMSR stores the lower halves of RDX and RAX alone
      Given a VM with SynDbg on
      And guest instructions run with 0xdead_0000 in the upper halves
      When the guest writes 0x77_0000_2002 to SEND_BUFFER
      Then it succeeds
      And SEND_BUFFER holds 0x77_0000_2002
      And nothing else changes

  @SYNDBG-107
  Rule: In long mode RDMSR MUST clear the upper halves of RAX and RDX
    A guest that keeps something in an upper half must not find it again as part of a value.
    Source: Intel SDM volume 2, RDMSR; AMD APM volume 3, RDMSR; recordings/syndbg, ids mode_rd/*

    @syndbg.upper-halves-of-a-read
    Example: An RDMSR clears the upper halves of RDX and RAX
      Given a VM with SynDbg on
      And guest instructions run with 0xdead_0000 in the upper halves
      And the guest writes 0x77_0000_2002 to SEND_BUFFER
      When the guest reads SEND_BUFFER
      Then it answers:
        | rax | 0x2002 |
        | rdx | 0x77   |
      And nothing else changes
