@syndbg
Feature: What holds whatever anyone does
  Each of these is tried with many random sequences of accesses, chosen so that borders, single bits and
  repeated values come up often. A sequence that breaks one is made as short as possible and handed over as a
  scenario.

  Rule: Off means off

    @syndbg.invariant-off @invariant-1 @SYNDBG-13 @since-upstream
    Example: With SynDbg off nothing the guest does is heard or kept
      Given 1 VM of 2 vCPUs with SynDbg off
      Then in any sequence of accesses no SYNDBG exit is delivered and the values stay as the host left them

    @syndbg.invariant-not-enabled @invariant-1 @SYNDBG-10 @SYNDBG-11 @since-review
    Example: Before the capability is enabled it is the same
      Given 1 VM of 2 vCPUs with SynDbg off
      Then in any sequence of accesses no SYNDBG exit is delivered and the values stay as the host left them

  Rule: One write, one exit

    @syndbg.invariant-exits @invariant-2 @SYNDBG-05 @SYNDBG-06 @SYNDBG-07 @SYNDBG-09 @SYNDBG-28
    Example: The exits are the guest's writes of CONTROL and PENDING_BUFFER
      Given 1 VM of 2 vCPUs with SynDbg on
      Then in any sequence of accesses each guest write of CONTROL or PENDING_BUFFER gives one exit, in order

  Rule: What is written is read

    @syndbg.invariant-read-back @invariant-3 @SYNDBG-02 @SYNDBG-04 @SYNDBG-18
    Example: A read by anyone gives what was written last
      Given 1 VM of 3 vCPUs with SynDbg on
      Then in any sequence of accesses every read gives the last value, whoever wrote it

    @syndbg.invariant-interleaving @invariant-9 @SYNDBG-02
    Example: Interleaved writes end as some order of them would
      Given 1 VM of 3 vCPUs with SynDbg on
      Then in any interleaving of vCPUs the registers end as the writes in their order leave them

    @syndbg.invariant-strangers @invariant-7 @SYNDBG-16
    Example: Other MSRs do not reach the registers
      Given a VM with SynDbg on
      Then no MSR outside the six changes a register

  Rule: The exit tells the truth, and only status comes back

    @syndbg.invariant-payload @invariant-4 @SYNDBG-22
    Example: An exit shows the state after its write
      Given 1 VM of 2 vCPUs with SynDbg on
      Then in any sequence of accesses every exit shows the state after its write

    @syndbg.invariant-answers @invariant-5 @SYNDBG-19 @SYNDBG-24 @SYNDBG-25
    Example: An answer changes STATUS or nothing
      Given 1 VM of 2 vCPUs with SynDbg on
      Then whatever userspace answers, only status flows back, and only where msr is CONTROL

  Rule: The host is free

    @syndbg.invariant-host @invariant-6 @SYNDBG-14 @since-upstream
    Scenario Outline: <case>: with SynDbg <switch> the host is neither refused nor heard
      Given 1 VM of 2 vCPUs with SynDbg <switch>
      Then in any sequence of host accesses none is refused and none exits

      Examples:
        | case | switch |
        | on   | on     |
        | off  | off    |

    @syndbg.invariant-switching @invariant-11 @SYNDBG-42 @since-upstream
    Example: Switching changes no value
      Given 1 VM of 2 vCPUs with SynDbg off
      Then however often SynDbg is switched, no stored value changes

  Rule: Every question has one answer

    @syndbg.invariant-hypercalls @invariant-8 @SYNDBG-47 @needs-hypercalls
    Example: The first failed check decides a hypercall
      Given a VM with SynDbg off
      Then every debug hypercall is decided by the first check that fails, and exits exactly if none does

    @syndbg.invariant-list @invariant-10 @SYNDBG-43 @since-upstream @needs-supported-cpuid
    Example: The list of leaves is never given in part
      Given a VM with SynDbg off
      Then for every number of slots the list of leaves is whole or refused
