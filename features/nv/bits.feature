@nv @since-upstream
Feature: The other bits of PSTATE, over entry, run and exit
  The synchronisation keeps every bit, and the CPU those that it has.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-55
  Rule: Over entry, run and exit DAIF, PAN, UAO, DIT and NZCV MUST come back as set, in every context
    Every CPU that can run a guest hypervisor has these bits, so none may be lost on the way.
    Source: Arm ARM (DDI 0487), SPSR_EL2 (these bits are copied to PSTATE by an exception return; PAN is of
    Armv8.1, UAO of 8.2, DIT of 8.4); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.bits-held
    Scenario Outline: <case>: PSTATE EL2h|<bit> comes back
      Given the guest is entered at EL2h|<bit> with E2H
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE reads EL2h|<bit>
      And the vCPU is in KVM
      And nothing else changes

      Examples:
        | case | bit |
        | f    | F   |
        | i    | I   |
        | a    | A   |
        | d    | D   |
        | pan  | PAN |
        | uao  | UAO |
        | dit  | DIT |
        | v    | V   |
        | c    | C   |
        | z    | Z   |
        | n    | N   |

    @nv.bits-in-every-context @NV-56 @NV-73
    Scenario Outline: <case>: PSTATE <mode> with all bits but IL set keeps those that the CPU has
      Given the guest is entered at <mode>|0xffff_ffff_ffef_ffe0 with <hcr>
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE reads <mode>|NZCV|DIT|UAO|PAN|ALLINT|SSBS|DAIF
      And the vCPU is in KVM
      And nothing else changes

      Examples:
        | case       | hcr      | mode |
        | vel2h      | E2H      | EL2h |
        | vel2h-tge  | E2H\|TGE | EL2h |
        | vel2t      | E2H      | EL2t |
        | vel2t-tge  | E2H\|TGE | EL2t |
        | host-user  | E2H\|TGE | EL0t |
        | guest-user | E2H      | EL0t |
        | vel1h      | E2H      | EL1h |

    @nv.bits-without-el2 @NV-56 @NV-73
    Scenario Outline: <case>: without HAS_EL2 PSTATE <mode> with all bits but IL set keeps those that the CPU has
      Given a vCPU with no feature
      And the guest is entered at <mode>|0xffff_ffff_ffef_ffe0
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE reads <mode>|NZCV|DIT|UAO|PAN|ALLINT|SSBS|DAIF
      And the vCPU is in KVM
      And nothing else changes

      Examples:
        | case   | mode |
        | kernel | EL1h |
        | thread | EL1t |
        | user   | EL0t |

    @nv.bits-written-at-el0
    Scenario Outline: <case>: what the guest writes to <reg> at EL0 comes back
      Given the guest is entered at EL0t with E2H
      When the guest writes <bits> to <reg>
      And a host interrupt arrives
      Then PSTATE reads EL0t|<bits>|DAIF
      And the vCPU is in KVM at 0x4000_0064
      And nothing else changes

      Examples:
        | case | reg  | bits |
        | dit  | DIT  | DIT  |
        | ssbs | SSBS | SSBS |

  @NV-73
  Rule: On Linux 6.17 and 7.2, on one emulated CPU that has SSBS and ALLINT, these come back as set over entry, run and exit
    A CPU without one of them drops it, and is no worse for that.
    Source: recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.bits-optional
    Scenario Outline: <case>: PSTATE EL2h|<bit>, which a CPU may lack, comes back
      Given the guest is entered at EL2h|<bit> with E2H
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE reads EL2h|<bit>
      And the vCPU is in KVM
      And nothing else changes

      Examples:
        | case   | bit    |
        | ssbs   | SSBS   |
        | allint | ALLINT |
