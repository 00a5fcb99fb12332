@syndbg @since-upstream @needs-emulator
Feature: A WRMSR that KVM's instruction emulator runs
  Seen with the forced-emulation prefix on all three kernels: the emulator stores the value, does not move on and lets
  the exit come late, so that the instruction runs a second time. Nobody demands that: a kernel with one exit here
  differs, and does not fail. BARE is a return from KVM_RUN that leaves no exit in the run structure.

  @SYNDBG-93
  Rule: On Linux 6.1, 6.12 and 7.2 an emulated WRMSR of CONTROL or PENDING_BUFFER had stored its value before it exited
    What userspace sees at the exit is what the host could read before it.
    Source: recordings/syndbg, ids emulator/*

    @syndbg.emulated-write-stores
    Scenario Outline: <case>: after the first return from an emulated WRMSR of <register> the host reads its value
      Given a VM with SynDbg on
      And guest instructions run through the emulator
      And the guest writes 0x7000 to <register>
      When the host reads <register>
      Then it returns 0x7000
      And nothing else changes

      Examples:
        | case    | register       |
        | control | CONTROL        |
        | pending | PENDING_BUFFER |

    @syndbg.emulated-storage @neighbour @SYNDBG-18
    Example: The neighbour: an emulated read gives the value and does not exit
      Given a VM with SynDbg on
      And guest instructions run through the emulator
      And the host writes 0x7003 to RECV_BUFFER
      When the guest reads RECV_BUFFER
      Then it returns 0x7003
      And nothing else changes

  @SYNDBG-132
  Rule: On Linux 6.1, 6.12 and 7.2 an emulated WRMSR of CONTROL or PENDING_BUFFER exited at the next KVM_RUN only
    The emulator gives up, and KVM_RUN returns with nothing to do for userspace.
    Source: recordings/syndbg, ids emulator/*

    @syndbg.emulated-write-bare
    Example: The first return from an emulated WRMSR is no exit, and the value is stored already
      Given a VM with SynDbg on
      And guest instructions run through the emulator
      When the guest writes 0x7000 to CONTROL
      Then vCPU 0 exits with:
        | exit | BARE               |
        | rip  | at the instruction |
      And CONTROL holds 0x7000
      And nothing else changes

    @syndbg.emulated-write-exits
    Example: The second return from an emulated WRMSR is the exit, with RIP still at the instruction
      Given a VM with SynDbg on
      And guest instructions run through the emulator
      And the guest writes 0x7004 to PENDING_BUFFER
      When userspace enters vCPU 0
      Then vCPU 0 exits with:
        | exit         | SYNDBG             |
        | msr          | PENDING_BUFFER     |
        | pending_page | 0x7004             |
        | rip          | at the instruction |
      And nothing else changes

  @SYNDBG-133
  Rule: On Linux 6.1, 6.12 and 7.2 an emulated WRMSR of CONTROL or PENDING_BUFFER was run a second time once its exit was completed
    Three returns from KVM_RUN for one instruction: userspace hears of one command twice.
    Source: recordings/syndbg, ids emulator/*

    @syndbg.emulated-write-exits-again
    Example: The third return from an emulated WRMSR is the exit of the instruction run again by the CPU
      Given a VM with SynDbg on
      And guest instructions run through the emulator
      And the guest writes 0x7000 to CONTROL
      And userspace enters vCPU 0
      And the run structure holds:
        | status | 0xe0e0 |
      When userspace enters vCPU 0
      Then vCPU 0 exits with:
        | exit | SYNDBG         |
        | rip  | past the WRMSR |
      And nothing else changes

  @SYNDBG-144
  Rule: On Linux 6.1, 6.12, 7.2 and 7.3 STATUS took its answer to an emulated WRMSR of CONTROL at the KVM_RUN that delivered the exit, and not at the one after it
    A VMM that answers the exit it sees has its answer dropped, and what stood in the run structure before is taken for one.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/x86.c, kvm_arch_vcpu_ioctl_run() and
    x86_emulate_instruction(), on complete_userspace_io;
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, syndbg_exit(); adapters/c/syndbg-kvm on
    Debian 6.1.176, 6.12.117, 7.2.12 and 7.3.4

    @syndbg.emulated-answer-before-exit
    Example: What userspace answers before the exit of an emulated WRMSR of CONTROL is there becomes STATUS
      Given a VM with SynDbg on
      And guest instructions run through the emulator
      And the guest writes 0x7000 to CONTROL
      And the run structure holds:
        | msr    | CONTROL |
        | status | 0xaaaa  |
      When userspace enters vCPU 0
      Then vCPU 0 exits with:
        | exit | SYNDBG             |
        | rip  | at the instruction |
      And STATUS holds 0xaaaa
      And nothing else changes

    @syndbg.emulated-answer-lost
    Example: What userspace answers to the exit of an emulated WRMSR of CONTROL is lost
      Given a VM with SynDbg on
      And guest instructions run through the emulator
      And the guest writes 0x7000 to CONTROL
      And userspace enters vCPU 0
      And the run structure holds:
        | status | 0xe0e0 |
      When userspace enters vCPU 0
      Then vCPU 0 exits with:
        | exit | SYNDBG         |
        | rip  | past the WRMSR |
      And STATUS holds 0x0
      And nothing else changes
