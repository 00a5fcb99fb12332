@syndbg @since-upstream
Feature: Userspace answers for refused accesses
  An exit for a refused access (refusals.feature) asks userspace what is to become of it: the run structure has the value
  of a read in data, and an error that is 0 unless userspace writes another.

  @SYNDBG-105 @needs-user-space-msr
  Rule: After an exit for a refused access the guest MUST get what userspace answers: the data that it reads, or #GP where error is not 0
    A VMM may emulate what KVM refuses, or agree with it.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/virt/kvm/api.rst, KVM_EXIT_X86_RDMSR and
    KVM_EXIT_X86_WRMSR; https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/x86.c, complete_fast_rdmsr() and
    complete_fast_msr_access(); recordings/syndbg, ids usermsr/*

    @syndbg.refused-read-gets-the-answer
    Example: A refused read gives the guest the value that userspace answers
      Given a VM with SynDbg off
      And userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with INVAL
      And the guest reads STATUS
      And the run structure holds:
        | every byte | 0xa5                  |
        | error      | 0x0                   |
        | data       | 0x1122_3344_5566_7788 |
      When userspace enters vCPU 0
      Then it answers:
        | value | 0x1122_3344_5566_7788 |
        | rax   | 0x5566_7788           |
        | rdx   | 0x1122_3344           |
      And vCPU 0 can run
      And nothing else changes

    @syndbg.refused-read-answer-kept @needs-immediate-exit
    Example: A refused read gives the guest its answer at the KVM_RUN after one with immediate_exit
      Given a VM with SynDbg off
      And userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with INVAL
      And the guest reads STATUS
      And the run structure holds:
        | data           | 0x77_0000_0007 |
        | immediate_exit | 1              |
      When userspace enters vCPU 0
      And userspace enters vCPU 0
      Then it returns 0x77_0000_0007
      And vCPU 0 can run
      And nothing else changes

    @syndbg.refused-and-denied-by-userspace
    Scenario Outline: <case>: a guest that <access>, which is refused, faults where userspace answers with error <error>
      Given a VM with SynDbg off
      And userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with INVAL|UNKNOWN
      And the guest <access>
      And the run structure holds:
        | error | <error> |
      When userspace enters vCPU 0
      Then it is refused with #GP
      And vCPU 0 can run
      And nothing else changes

      Examples:
        | case  | access                | error |
        | low   | reads STATUS          | 0x1   |
        | high  | reads STATUS          | 0x80  |
        | write | writes 0x1 to CONTROL | 0x1   |

    @syndbg.refused-and-not-answered
    Example: A guest whose write was refused does not fault where userspace answers nothing
      Given a VM with SynDbg off
      And userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with INVAL
      And the run structure holds:
        | every byte | 0xa5 |
      When the guest writes 0x1 to CONTROL
      And userspace enters vCPU 0
      Then it succeeds
      And vCPU 0 can run
      And nothing else changes

    @syndbg.refused-answer-at-its-place @needs-run-bytes
    Example: A refused read gives the guest what userspace writes to the 8 bytes at 48
      Given a VM with SynDbg off
      And userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with INVAL
      And the guest reads STATUS
      And userspace writes 0x1122_3344_5566_7788 to 8 bytes at 48 of the run structure of vCPU 0
      When userspace enters vCPU 0
      Then it returns 0x1122_3344_5566_7788
      And vCPU 0 can run
      And nothing else changes

    @syndbg.refused-error-at-its-place @needs-run-bytes
    Example: A guest whose read was refused faults where userspace writes 1 to the byte at 32
      Given a VM with SynDbg off
      And userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with INVAL
      And the guest reads STATUS
      And userspace writes 0x1 to 1 byte at 32 of the run structure of vCPU 0
      When userspace enters vCPU 0
      Then it is refused with #GP
      And vCPU 0 can run
      And nothing else changes

    @syndbg.refused-error-of-one-byte @needs-run-bytes
    Example: The neighbour: what userspace writes to the byte at 33 is no error
      Given a VM with SynDbg off
      And userspace enables KVM_CAP_X86_USER_SPACE_MSR on VM 0 with INVAL
      And the guest reads STATUS
      And userspace writes 0xff to 1 byte at 33 of the run structure of vCPU 0
      When userspace enters vCPU 0
      Then it returns 0x0
      And vCPU 0 can run
      And nothing else changes
