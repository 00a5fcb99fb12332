@syndbg @since-upstream
Feature: Userspace sends a guest elsewhere
  KVM_SET_REGS may come while a vCPU waits in its exit, or before an instruction that was put off. The completion is
  another matter (re-entry.feature): it comes all the same.

  @SYNDBG-109 @needs-set-regs
  Rule: After KVM_SET_REGS the guest MUST go on at the new RIP, and not run what had still to run at the old one
    A VMM that moves a guest, for a reset or a debugger, must not see it do once more what stood at the old place.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/virt/kvm/api.rst, KVM_SET_REGS;
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/x86.c, __set_regs()

    @syndbg.set-regs-ends-the-emulated-write @needs-emulator
    Example: Sent elsewhere after the exit of an emulated WRMSR, the guest does not run it a second time
      Given a VM with SynDbg on
      And guest instructions run through the emulator
      And the guest writes 0x7000 to CONTROL
      And userspace enters vCPU 0
      And userspace calls KVM_SET_REGS on vCPU 0 with rip 0x1030
      When userspace enters vCPU 0
      Then it succeeds
      And vCPU 0 can run
      And nothing else changes

    @syndbg.set-regs-ends-what-was-put-off @needs-immediate-exit
    Example: Sent elsewhere after immediate_exit, the guest does not run the WRMSR that was put off
      Given a VM with SynDbg on
      And the run structure holds:
        | immediate_exit | 1 |
      When the guest writes 0x61 to CONTROL
      And userspace calls KVM_SET_REGS on vCPU 0 with rip 0x1030
      And userspace enters vCPU 0
      Then it succeeds
      And CONTROL holds 0x0
      And vCPU 0 can run
      And nothing else changes
