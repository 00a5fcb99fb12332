@syndbg @needs-trace
Feature: Two trace points
  kvm_hv_syndbg_set_msr and kvm_hv_syndbg_get_msr let a developer see every access that took place, from
  guest and host alike.

  @SYNDBG-29
  Rule: The text names vCPU, VP index, MSR and data

    @syndbg.set-traced @SYNDBG-30
    Example: A write is traced
      Given tracing is on
      And 1 VM of 2 vCPUs with SynDbg on
      When guest vCPU 1 writes 0x1234_5678_9abc_def0 to SEND_BUFFER
      Then these trace points fire:
        | name                  | text                                                        |
        | kvm_hv_syndbg_set_msr | vcpu_id 1 vp_index 1 msr 0x400000f3 data 0x123456789abcdef0 |
      And SEND_BUFFER holds 0x1234_5678_9abc_def0
      And nothing else changes

    @syndbg.get-traced @SYNDBG-30
    Example: A read is traced with the value that was read
      Given tracing is on
      And a VM with SynDbg on
      When the guest writes 0x4 to OPTIONS
      And the guest reads OPTIONS
      Then these trace points fire:
        | name                  | text                                         |
        | kvm_hv_syndbg_get_msr | vcpu_id 0 vp_index 0 msr 0x400000ff data 0x4 |
      And nothing else changes

    @syndbg.vp-index-traced
    Example: The VP index is the one that the host has given the vCPU
      Given tracing is on
      And a VM with SynDbg on
      When the host writes 0x5 to VP_INDEX
      And the guest writes 0x4 to OPTIONS
      Then these trace points fire:
        | name                  | text                                         |
        | kvm_hv_syndbg_set_msr | vcpu_id 0 vp_index 5 msr 0x400000ff data 0x4 |

    @syndbg.host-access-traced
    Example: So is an access by the host
      Given tracing is on
      And a VM with SynDbg on
      When the host writes 0x0 to STATUS
      Then these trace points fire:
        | name                  | text                                         |
        | kvm_hv_syndbg_set_msr | vcpu_id 0 vp_index 0 msr 0x400000f2 data 0x0 |

  Rule: The write is traced first, and only if it takes place

    @syndbg.trace-before-exit @SYNDBG-30
    Example: The trace point fires before the exit
      Given tracing is on
      And a VM with SynDbg on
      When the guest writes 0x1 to CONTROL
      Then the trace points come before the exit

    @syndbg.refusal-not-traced @SYNDBG-31 @since-upstream
    Scenario Outline: <case>: a refused access is not traced
      Given tracing is on
      And a VM with SynDbg off
      When the guest <access>
      Then it is refused with #GP
      And no trace point fires
      And nothing else changes

      Examples:
        | case  | access                |
        | write | writes 0x1 to CONTROL |
        | read  | reads STATUS          |
