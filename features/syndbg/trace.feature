@syndbg @needs-trace
Feature: Two trace points
  kvm_hv_syndbg_set_msr and kvm_hv_syndbg_get_msr let a developer see every access that took place, from guest and
  host alike.

  @SYNDBG-29
  Rule: The trace points kvm_hv_syndbg_set_msr and kvm_hv_syndbg_get_msr MUST print "vcpu_id %d vp_index %u msr 0x%x data 0x%llx"
    Tools parse the text: the vCPU's number and its VP index may differ, and a reader needs both.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5),
    TRACE_EVENT(kvm_hv_syndbg_set_msr); the VP index is that of the MSR 0x40000002, which the host can set

    @syndbg.set-traced @SYNDBG-30
    Example: A write by vCPU 1 is traced with MSR and data
      Given a VM of 2 vCPUs with tracing and SynDbg on
      When guest vCPU 1 writes 0x1234_5678_9abc_def0 to SEND_BUFFER
      Then these events follow:
        | kvm_hv_syndbg_set_msr | vcpu_id 1 vp_index 1 msr 0x400000f3 data 0x123456789abcdef0 |
      And SEND_BUFFER holds 0x1234_5678_9abc_def0
      And nothing else changes

    @syndbg.vp-index-traced
    Example: The VP index in the trace is the one that the host has given the vCPU
      Given a VM with tracing and SynDbg on
      And the host writes 0x5 to VP_INDEX
      When the guest writes 0x4 to OPTIONS
      Then these events follow:
        | kvm_hv_syndbg_set_msr | vcpu_id 0 vp_index 5 msr 0x400000ff data 0x4 |
      And OPTIONS holds 0x4
      And nothing else changes

    @syndbg.host-access-traced
    Example: A write by the host is traced like one by the guest
      Given a VM with tracing and SynDbg on
      When the host writes 0x0 to STATUS
      Then these events follow:
        | kvm_hv_syndbg_set_msr | vcpu_id 0 vp_index 0 msr 0x400000f2 data 0x0 |
      And nothing else changes

  @SYNDBG-30
  Rule: The set trace point MUST fire before the write has any other effect
    Where a write ends in an exit that never returns, the trace still says what caused it.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), syndbg_set_msr() and
    syndbg_get_msr()

    @syndbg.trace-before-exit
    Example: The set trace point fires before the exit
      Given a VM with tracing and SynDbg on
      When the guest writes 0x1 to CONTROL
      Then these events follow:
        | kvm_hv_syndbg_set_msr | vcpu_id 0 vp_index 0 msr 0x400000f1 data 0x1 |
        | exit                  | SYNDBG                                       |
      And vCPU 0 waits in its SYNDBG exit
      And CONTROL holds 0x1
      And nothing else changes

  @SYNDBG-99
  Rule: The get trace point MUST fire for every read, with the value that was read
    Who polls STATUS or a buffer is seen as well as who writes: half of a transport is its reads.
    Source: https://lore.kernel.org/r/20200317034804.112538-4-arilou@gmail.com (v6 3/5), syndbg_get_msr()

    @syndbg.get-traced @SYNDBG-29
    Example: A read is traced with the value that was read
      Given a VM with tracing and SynDbg on
      And the guest writes USE_HCALLS to OPTIONS
      When the guest reads OPTIONS
      Then these events follow:
        | kvm_hv_syndbg_get_msr | vcpu_id 0 vp_index 0 msr 0x400000ff data 0x4 |
      And nothing else changes

    @syndbg.vp-index-traced-at-a-read @SYNDBG-29
    Example: The VP index in the trace of a read is the one that the host has given the vCPU
      Given a VM with tracing and SynDbg on
      And the host writes 0x5 to VP_INDEX
      When the guest reads STATUS
      Then these events follow:
        | kvm_hv_syndbg_get_msr | vcpu_id 0 vp_index 5 msr 0x400000f2 data 0x0 |
      And nothing else changes

    @syndbg.host-read-traced @SYNDBG-29
    Example: A read by the host is traced like one by the guest
      Given a VM with tracing and SynDbg on
      And the guest writes 0x4000 to RECV_BUFFER
      When the host reads RECV_BUFFER
      Then these events follow:
        | kvm_hv_syndbg_get_msr | vcpu_id 0 vp_index 0 msr 0x400000f4 data 0x4000 |
      And nothing else changes

  @SYNDBG-31 @since-upstream
  Rule: A refused access MUST NOT be traced
    The trace is of what took place; a guest that probes must not be able to fill it.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, syndbg_set_msr() and
    syndbg_get_msr()

    @syndbg.refusal-not-traced
    Scenario Outline: <case>: an access that is refused, <access>, is not traced
      Given a VM with tracing and SynDbg off
      When the guest <access>
      Then it is refused with #GP
      And nothing else changes

      Examples:
        | case  | access                |
        | write | writes 0x1 to CONTROL |
        | read  | reads STATUS          |
