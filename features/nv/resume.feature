@nv
Feature: A guest goes on as if nothing had been
  An exit is invisible to the guest. After the untrapped clear of TGE, the very case that used to go wrong, the
  guest hypervisor reads its own registers and finds what it left.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-22 @since-seed
  Rule: The synchronisation MUST leave SPSR_EL2 as it is, so that a re-entry uses the value of the hardware
    An exit that is fixed up ends where it began. With M = EL2h written back the CPU would enter the host's own level.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94, fixup_guest_exit()); by
    its effect recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson; ff1022c3de46 "KVM: arm64: nv: Fix SPSR_EL2
    restore in kvm_hyp_handle_mops()" (June 2026), which mended one handler that wrote it

    @nv.re-entered
    Scenario Outline: <case>: after an emulated instruction the guest goes on with SPSel <spsel>
      Given the guest is entered at EL0t with E2H|TGE
      And the guest takes an exception to vEL2
      And the guest writes <spsel> to SPSel
      And the guest executes WFE, fixed up
      When the guest reads SPSel
      Then it returns <spsel>
      And the vCPU is in the guest at 0x4000_0c0c
      And nothing else changes

      Examples:
        | case      | spsel |
        | on-thread | 0x0   |
        | on-kernel | 0x1   |

    @nv.spsr-untouched @needs-insight @needs-forced-exit @NV-14
    Scenario Outline: <case>: a fixed-up exit that reports <read> leaves the hardware at <mode>
      Given the guest is entered at EL0t with E2H|TGE
      When the guest takes an exception to vEL2
      And the guest writes <spsel> to SPSel
      And the guest exits by a fixed-up TRAP 0x6200_0000
      Then PSTATE.M reads <read>
      And hardware SPSR_EL2.M reads <mode>
      And the vCPU is in the guest

      Examples:
        | case   | spsel | mode | read |
        | thread | 0x0   | EL1t | EL2t |
        | kernel | 0x1   | EL1h | EL2h |

  @NV-67 @since-upstream
  Rule: A guest hypervisor that was stopped after the untrapped clear MUST find its registers unharmed
    Three exits in a row, one of them out to userspace: what a wrong context has mixed shows here at the latest.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94), for what the guest sees
    of it; recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.resumes
    Scenario Outline: <case>: after three re-entries the guest reads <reg>
      Given the guest is entered at EL0t with E2H|TGE
      And the guest executes SVC 0x1
      And the guest clears TGE
      And a host interrupt arrives
      And KVM enters the guest
      When a host interrupt arrives
      And a signal ends KVM_RUN
      And userspace calls KVM_RUN
      And KVM enters the guest
      And a host interrupt arrives
      And KVM enters the guest
      And the guest reads <reg>
      Then it returns <value>
      And the vCPU is in the guest at 0x4000_0c08
      And nothing else changes

      Examples:
        | case      | reg       | value         |
        | hcr       | HCR_EL2   | 0x4_8000_0000 |
        | currentel | CurrentEL | 0x8           |
        | spsel     | SPSel     | 0x1           |
        | spsr      | SPSR_EL2  | 0x3c0         |
        | esr       | ESR_EL2   | 0x5600_0001   |
        | elr       | ELR_EL2   | 0x4000_0064   |

  @NV-100 @since-upstream
  Rule: A guest hypervisor that was stopped after the untrapped clear MUST be able to set TGE and return to host EL0
    The way back is what a hypervisor was stopped on: with a wrong context it would return into its guest.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94), for what the guest does
    after it; recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.resumes-to-user
    Example: A guest hypervisor that was stopped with TGE clear sets it and returns to host EL0
      Given the guest is entered at EL0t with E2H|TGE
      And the guest executes SVC 0x1
      And the guest clears TGE
      And a host interrupt arrives
      And KVM enters the guest
      When the guest sets TGE
      And the guest returns to EL0t at 0x4000_0300
      And a host interrupt arrives
      Then PSTATE.M reads EL0t
      And the vCPU is in host context
      And HCR_EL2 reads E2H|TGE
      And the vCPU is in KVM at 0x4000_0300
      And nothing else changes

  @NV-70 @since-upstream
  Rule: What the guest sets in NZCV, DAIF, PAN, UAO and DIT after the untrapped clear MUST be reported exactly, with M = EL2h
    A translation that is right in the mode alone is not right.
    Source: https://lore.kernel.org/r/20200211174938.27809-90-maz@kernel.org (v2 89/94, fixup_guest_exit()), for
    the bits that the guest sets between the clear and the exit; recordings/nv/linux-6.17.ndjson and
    linux-7.2.ndjson

    @nv.own-bits @choice-allint_on_entry=set @NV-73
    Scenario Outline: <case>: <bits> that the guest hypervisor set are reported
      ALLINT is set by the exception that led to vEL2, on a CPU that has it.

      Given the guest is entered at EL0t with E2H|TGE
      And the guest takes an exception to vEL2
      And the guest clears TGE
      When the guest writes <nzcv> to NZCV
      And the guest writes <daif> to DAIF
      And the guest writes <pan> to PAN
      And the guest writes <uao> to UAO
      And the guest writes <dit> to DIT
      And the guest writes <ssbs> to SSBS
      And a host interrupt arrives
      Then PSTATE reads EL2h|ALLINT|<nzcv>|<daif>|<pan>|<uao>|<dit>|<ssbs>
      And the vCPU is in host context
      And the vCPU is in KVM at 0x4000_0c1c
      And nothing else changes

      Examples:
        | case | bits                    | nzcv | daif    | pan | uao | dit | ssbs |
        | ones | NZCV, UAO, DIT and SSBS | NZCV | 0x0     | 0x0 | UAO | DIT | SSBS |
        | mix  | N, C, D, A, F and PAN   | N\|C | D\|A\|F | PAN | 0x0 | 0x0 | 0x0  |
