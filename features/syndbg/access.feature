@syndbg
Feature: Six registers, one set for each VM
  The debugger transport of a Windows guest talks through six MSRs. They are plain storage: what is written
  is what is read, by any vCPU and by the host.

  @SYNDBG-01
  Rule: All six are 0 when the VM is created

    @syndbg.initial-values-guest
    Scenario Outline: <case> reads 0 in a new VM
      Given a VM with SynDbg on
      When the guest reads <register>
      Then it returns 0x0
      And nothing else changes

      Examples:
        | case    | register       |
        | control | CONTROL        |
        | options | OPTIONS        |

  Rule: A write of CONTROL exits

    @syndbg.control-exit @SYNDBG-05 @SYNDBG-22
    Example: The exit shows the new value
      Given a VM with SynDbg on
      When the guest writes 0x8000_0000_0000_0001 to CONTROL
      Then vCPU 0 exits with:
        | exit    | SYNDBG  |
        | msr     | CONTROL |
        | control | 0x8000_0000_0000_0001 |
      And CONTROL holds 0x8000_0000_0000_0001
      And nothing else changes
