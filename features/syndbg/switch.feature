@syndbg @only-v6
Feature: The patch as posted has no switch
  It let every guest write, and made every write exit. "SynDbg off" here is a VM for which nothing was enabled, and
  it is on all the same: a userspace that had never heard of the debugger would receive an exit that it does not
  know, at the guest's will.

  @SYNDBG-12
  Rule: With nothing enabled, a write of CONTROL or PENDING_BUFFER by the guest or by the host MUST store the value and exit
    This is what the review objects to: the exit comes unasked, and even a migration that restores CONTROL causes it.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), kvm_hv_set_msr_pw(),
    which does not pass on who writes

    @syndbg.posted-exits-unasked
    Example: As posted a guest write exits with nothing enabled
      Given a VM with SynDbg off
      When the guest writes 0x1 to CONTROL
      Then vCPU 0 exits with:
        | msr     | CONTROL |
        | control | 0x1     |
      And CONTROL holds 0x1
      And nothing else changes

    @syndbg.posted-host-write-exits
    Example: As posted a write by the host exits too, at the next KVM_RUN
      Given a VM with SynDbg off
      And the host writes 0x4000 to PENDING_BUFFER
      When userspace enters vCPU 0
      Then vCPU 0 exits with:
        | msr          | PENDING_BUFFER |
        | pending_page | 0x4000         |
      And nothing else changes

  @SYNDBG-38
  Rule: KVM_CHECK_EXTENSION(180) MUST report support, with nothing left to enable
    Userspace can ask for the feature and not refuse it.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5),
    kvm_vm_ioctl_check_extension()

    @syndbg.posted-name @needs-capabilities
    Example: As posted the name KVM_CAP_HYPERV_DEBUGGING stands for 180
      Given a VM with SynDbg off
      When userspace looks up the number of KVM_CAP_HYPERV_DEBUGGING
      Then it returns 0xb4
      And nothing else changes

    @syndbg.posted-support @needs-capabilities
    Example: As posted KVM_CHECK_EXTENSION reports support
      Given a VM with SynDbg off
      When userspace calls KVM_CHECK_EXTENSION on /dev/kvm with cap 180
      Then it returns 0x1
      And nothing else changes

    @syndbg.posted-works-unasked
    Example: As posted a guest writes OPTIONS with nothing enabled
      Given a VM with SynDbg off
      When the guest writes 0x5 to OPTIONS
      Then it succeeds
      And OPTIONS holds 0x5
      And nothing else changes

    @syndbg.posted-switched-on
    Example: As posted switching SynDbg on asks for nothing, and a guest writes OPTIONS as before
      Given a VM with SynDbg off
      And SynDbg on vCPU 0 is switched on
      When the guest writes 0x5 to OPTIONS
      Then it succeeds
      And OPTIONS holds 0x5
      And nothing else changes

  @SYNDBG-37 @needs-supported-cpuid
  Rule: Leaf 0x40000003 MUST have EBX bit 11 and EDX bits 1 and 11 set, with nothing enabled
    Every guest that is given the list as it is finds a debugger, whether its VMM has one or not.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5),
    kvm_vcpu_ioctl_get_hv_cpuid()

    @syndbg.posted-feature-bits
    Scenario Outline: <case>: as posted bit <bit> of <register> is set in leaf 0x40000003 with nothing enabled
      Given a VM with SynDbg off
      When userspace calls KVM_GET_SUPPORTED_HV_CPUID on vCPU 0 with nent 256
      Then leaf 0x40000003 has:
        | <register> | bit <bit> set |
      And nothing else changes

      Examples:
        | case            | bit | register |
        | debugging       | 11  | ebx      |
        | guest-debugging | 1   | edx      |
        | debug-msrs      | 11  | edx      |
