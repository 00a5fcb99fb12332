@syndbg @since-upstream @needs-emulator
Feature: A WRMSR that KVM's instruction emulator runs
  Seen with the forced-emulation prefix on all three kernels: the emulator stores the value, does not move on
  and lets the exit come late, so that the instruction runs a second time. Nobody demands that: a kernel with
  one exit here differs, and does not fail.

  Rule: One instruction, three returns from KVM_RUN

    @syndbg.emulated-write-bare @SYNDBG-93
    Example: The first return is no exit, and the value is stored already
      Given a VM with SynDbg on
      And guest instructions run through the emulator
      When the guest writes 0x7000 to CONTROL
      Then vCPU 0 exits with:
        | exit | BARE   |
        | rip  | 0x1000 |
      And CONTROL holds 0x7000
      And nothing else changes

    @syndbg.emulated-write-exits @SYNDBG-93
    Example: The second return is the exit, with RIP still at the WRMSR
      Given a VM with SynDbg on
      And guest instructions run through the emulator
      When the guest writes 0x7004 to PENDING_BUFFER
      And userspace re-enters vCPU 0
      Then vCPU 0 exits with:
        | exit         | SYNDBG         |
        | msr          | PENDING_BUFFER |
        | pending_page | 0x7004         |
        | rip          | 0x1000         |

    @syndbg.emulated-write-exits-again @SYNDBG-93
    Example: The third is the exit of the instruction run again by the CPU
      Given a VM with SynDbg on
      And guest instructions run through the emulator
      When the guest writes 0x7000 to CONTROL
      And userspace re-enters vCPU 0
      And userspace re-enters vCPU 0 with:
        | status | 0xe0e0 |
      Then vCPU 0 exits with:
        | exit | SYNDBG |
        | rip  | 0x1002 |
      When userspace re-enters vCPU 0 with:
        | status | 0xe0e0 |
      Then STATUS holds 0xe0e0
      And vCPU 0 can run

    @syndbg.emulated-storage @SYNDBG-93
    Example: An emulated read gives the value and does not exit
      Given a VM with SynDbg on
      And guest instructions run through the emulator
      When the host writes 0x7003 to RECV_BUFFER
      And the guest reads RECV_BUFFER
      Then it returns 0x7003
      And no exit follows
