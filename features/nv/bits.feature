@nv @since-upstream
Feature: The other bits of PSTATE, over entry, run and exit
  The synchronisation keeps every bit. What is missing after a run was dropped by the CPU, which holds only the
  bits that it has, and uses up SS and BTYPE by running.

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

  @NV-56
  Rule: On Linux 6.17 and 7.2, on one emulated CPU, SS, BTYPE and the bits that the CPU lacks come back clear over entry, run and exit, in every context
    SS and BTYPE are used up by running; the others are not there.
    Source: recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.bits-dropped
    Scenario Outline: <case>: PSTATE EL2h|DAIF|<bit> comes back without <bit>
      Given the guest is entered at EL2h|DAIF|<bit> with E2H
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE reads EL2h
      And the vCPU is in KVM
      And nothing else changes

      Examples:
        | case    | bit                |
        | bit-5   | 0x20               |
        | btype-0 | BTYPE              |
        | btype-1 | 0x800              |
        | bit-14  | 0x4000             |
        | bit-15  | 0x8000             |
        | bit-19  | 0x80000            |
        | ss      | SS                 |
        | tco     | TCO                |
        | bit-26  | 0x4000000          |
        | bit-27  | 0x8000000          |
        | bit-32  | 0x100000000        |
        | bit-47  | 0x800000000000     |
        | bit-63  | 0x8000000000000000 |

    @nv.bits-dropped-by-a-trap
    Scenario Outline: <case>: PSTATE EL2h|DAIF|0x4000 comes back without bit 14 after <insn>
      Given the guest is entered at EL2h|DAIF|0x4000 with E2H
      When the guest executes <insn>
      Then PSTATE reads EL2h
      And PC reads <pc>

      Examples:
        | case     | insn                 | pc          |
        | emulated | WFE                  | 0x4000_0064 |
        | load     | LDR from 0x1000_0000 | 0x4000_0060 |

    @nv.btype-of-a-branch
    Scenario Outline: <case>: BTYPE of an indirect branch is clear after a write of NZCV that gives <spsr>
      Given the guest is entered at EL2h with E2H
      When the guest runs on to 0x4000_0180 by BR
      And the guest writes <flags> to NZCV
      And a host interrupt arrives
      Then PSTATE reads <spsr>
      And the vCPU is in KVM at 0x4000_0184
      And nothing else changes

      Examples:
        | case     | flags | spsr             |
        | used-up  | 0x0   | EL2h             |
        | and-nzcv | Z\|C  | EL2h\|Z\|C\|DAIF |

    @nv.btype-after-a-read
    Example: BTYPE of an indirect branch is clear after a read of NZCV
      Given the guest is entered at EL2h with E2H
      When the guest runs on to 0x4000_0180 by BR
      And the guest reads NZCV
      And a host interrupt arrives
      Then PSTATE reads EL2h
      And the vCPU is in KVM at 0x4000_0184
      And nothing else changes

    @nv.btype-after-an-emulated-instruction
    Scenario Outline: <case>: BTYPE of an indirect branch is clear after <insn>, which KVM steps over
      KVM does for the instruction what the CPU would have done: kvm_skip_instr() clears BTYPE beside moving PC.

      Given the guest is entered at EL2h with E2H
      When the guest runs on to 0x4000_0180 by BR
      And the guest executes <insn>
      Then PSTATE reads EL2h
      And the vCPU is in KVM at 0x4000_0184

      Examples:
        | case | insn       |
        | wfe  | WFE        |
        | tlbi | TLBI ALLE2 |

    @nv.btype-after-a-fixed-up-instruction
    Example: BTYPE of an indirect branch is clear after TLBI ALLE2 for which KVM re-enters at once
      __kvm_skip_instr() does the same in the registers of the CPU, before the guest goes on.

      Given the guest is entered at EL2h with E2H
      When the guest runs on to 0x4000_0180 by BR
      And the guest executes TLBI ALLE2, fixed up
      And a host interrupt arrives
      Then PSTATE reads EL2h
      And the vCPU is in KVM at 0x4000_0184
