@syndbg
Feature: One set of registers for each VM
  The debugger belongs to the guest, not to a CPU of it: a Windows kernel may start a command on one vCPU and look
  for its result on another. Two VMs share nothing.

  @SYNDBG-02
  Rule: The six values belong to the VM: what one vCPU writes MUST be what every vCPU and the host read
    Nobody knows on which vCPU the guest breaks into its debugger.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), vcpu_to_hv_syndbg();
    recordings/syndbg, ids partition/*

    @syndbg.other-vcpu-reads-it
    Example: What vCPU 0 writes to SEND_BUFFER, vCPU 1 reads
      Given a VM of 2 vCPUs with SynDbg on
      And guest vCPU 0 writes 0x3000 to SEND_BUFFER
      When guest vCPU 1 reads SEND_BUFFER
      Then it returns 0x3000
      And nothing else changes

    @syndbg.last-write-of-any-vcpu-wins
    Example: Writes of three vCPUs take effect in their order
      Given a VM of 3 vCPUs with SynDbg on
      And guest vCPU 2 writes 0x2 to OPTIONS
      And guest vCPU 0 writes 0x1 to OPTIONS
      When guest vCPU 1 reads OPTIONS
      Then it returns 0x1
      And OPTIONS holds 0x1
      And nothing else changes

    @syndbg.invariant-interleaving @invariant-9
    Example: Interleaved writes of three vCPUs end as the accesses in their order leave them
      Given a VM of 3 vCPUs with SynDbg on
      Then in any interleaving of vCPUs the registers end as the writes in their order leave them

  @SYNDBG-75 @since-upstream
  Rule: Writes in one VM MUST NOT show in another
    One guest must not learn where the buffers of another are, nor move them.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.h, to_hv_syndbg(); recordings/syndbg,
    ids misc2/other_vm_unaffected

    @syndbg.other-vm-keeps-its-own
    Example: A write in VM 0 leaves the registers of VM 1 alone
      Given 2 VMs with SynDbg on
      When the host on vCPU 0 of VM 0 writes 0xfff0 to SEND_BUFFER
      Then SEND_BUFFER of VM 0 holds 0xfff0
      And SEND_BUFFER of VM 1 holds 0x0
      And nothing else changes

  @SYNDBG-74 @since-upstream
  Rule: On Linux 6.1, 6.12 and 7.2 clearing the guest OS id and a host write of 0 to the reset MSR left all six values
    Both end other parts of the Hyper-V interface; the debugger's values simply have nothing to do with them.
    Source: recordings/syndbg, ids misc/guest_os_id_* and misc/hv_reset_msr_*

    @syndbg.os-id-cleared
    Scenario Outline: <case>: a host write of 0 to <register> leaves all six
      Given a VM with SynDbg on
      And the host writes 0xeee0 to CONTROL
      And the host writes 0xeee1 to STATUS
      And the host writes 0xeee2 to SEND_BUFFER
      And the host writes 0xeee3 to RECV_BUFFER
      And the host writes 0xeee4 to PENDING_BUFFER
      And the host writes 0xeee5 to OPTIONS
      And the host writes 0x81 to GUEST_OS_ID
      When the host writes 0x0 to <register>
      Then it succeeds
      And nothing else changes

      Examples:
        | case  | register    |
        | os-id | GUEST_OS_ID |
        | reset | RESET       |
