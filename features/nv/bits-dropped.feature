@nv @since-upstream
Feature: Bits of PSTATE that the CPU drops
  What is missing of PSTATE after a run was dropped by the CPU, which holds only the bits that it has, and uses up SS and
  BTYPE by running.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

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

    @nv.bits-dropped-by-a-write
    Example: PSTATE EL2h|DAIF|0x4000 comes back without bit 14 after a write of PAN, the first instruction
      Given the guest is entered at EL2h|DAIF|0x4000 with E2H
      When the guest writes 0x0 to PAN
      And a host interrupt arrives
      Then PSTATE reads EL2h
      And the vCPU is in KVM at 0x4000_0064
      And nothing else changes

    @nv.bits-dropped-by-an-exception
    Example: PSTATE EL1h|DAIF|0x4000 comes without bit 14 into SPSR_EL1 of an SVC, the first instruction
      What an exception saves is PSTATE, and the CPU has no bit 14 there: GetPSRFromPSTATE() of the Arm ARM.

      Given the guest is entered at EL1h|DAIF|0x4000 with E2H
      When the guest executes SVC 0x1
      And a host interrupt arrives
      Then SPSR_EL1 reads EL1h
      And PSTATE.M reads EL1h

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
