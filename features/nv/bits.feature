@nv @since-upstream
Feature: The other bits of PSTATE, over entry, run and exit
  The synchronisation keeps every bit. What is missing after a run was dropped by the CPU, which holds only the
  bits that it has, and uses up SS and BTYPE by running. IL is an exception that waits.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-55
  Rule: Over entry, run and exit DAIF, PAN, UAO, DIT and NZCV MUST come back as set, in every context
    Every CPU that can run a guest hypervisor has these bits, so none may be lost on the way.
    Source: Arm ARM (DDI 0487), SPSR_EL2 (these bits are copied to PSTATE by an exception return; PAN is of
    Armv8.1, UAO of 8.2, DIT of 8.4); recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.bits-held
    Scenario Outline: <case>: PSTATE <pstate> with one bit set comes back
      Given the guest is entered at <pstate> with E2H
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE reads <pstate>
      And the vCPU is in KVM
      And nothing else changes

      Examples:
        | case | pstate    |
        | f    | EL2h\|F   |
        | i    | EL2h\|I   |
        | a    | EL2h\|A   |
        | d    | EL2h\|D   |
        | pan  | EL2h\|PAN |
        | uao  | EL2h\|UAO |
        | dit  | EL2h\|DIT |
        | v    | EL2h\|V   |
        | c    | EL2h\|C   |
        | z    | EL2h\|Z   |
        | n    | EL2h\|N   |

    @nv.bits-in-every-context @NV-56 @NV-73
    Scenario Outline: <case>: PSTATE with all bits but IL set gives <read>
      Given the guest is entered at <pstate> with <hcr>
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE reads <read>
      And the vCPU is in KVM
      And nothing else changes

      Examples:
        | case       | pstate             | hcr      | read                                          |
        | vel2h      | 0xffffffffffefffe9 | E2H      | EL2h\|NZCV\|DIT\|UAO\|PAN\|ALLINT\|SSBS\|DAIF |
        | vel2h-tge  | 0xffffffffffefffe9 | E2H\|TGE | EL2h\|NZCV\|DIT\|UAO\|PAN\|ALLINT\|SSBS\|DAIF |
        | vel2t      | 0xffffffffffefffe8 | E2H      | EL2t\|NZCV\|DIT\|UAO\|PAN\|ALLINT\|SSBS\|DAIF |
        | vel2t-tge  | 0xffffffffffefffe8 | E2H\|TGE | EL2t\|NZCV\|DIT\|UAO\|PAN\|ALLINT\|SSBS\|DAIF |
        | host-user  | 0xffffffffffefffe0 | E2H\|TGE | EL0t\|NZCV\|DIT\|UAO\|PAN\|ALLINT\|SSBS\|DAIF |
        | guest-user | 0xffffffffffefffe0 | E2H      | EL0t\|NZCV\|DIT\|UAO\|PAN\|ALLINT\|SSBS\|DAIF |
        | vel1h      | 0xffffffffffefffe5 | E2H      | EL1h\|NZCV\|DIT\|UAO\|PAN\|ALLINT\|SSBS\|DAIF |

    @nv.bits-without-el2 @NV-56 @NV-73
    Scenario Outline: <case>: without HAS_EL2 PSTATE with all bits but IL set gives <read>
      Given a vCPU with no feature
      And the guest is entered at <pstate>
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE reads <read>
      And the vCPU is in KVM
      And nothing else changes

      Examples:
        | case   | pstate             | read                                          |
        | kernel | 0xffffffffffefffe5 | EL1h\|NZCV\|DIT\|UAO\|PAN\|ALLINT\|SSBS\|DAIF |
        | thread | 0xffffffffffefffe4 | EL1t\|NZCV\|DIT\|UAO\|PAN\|ALLINT\|SSBS\|DAIF |
        | user   | 0xffffffffffefffe0 | EL0t\|NZCV\|DIT\|UAO\|PAN\|ALLINT\|SSBS\|DAIF |

  @NV-73
  Rule: On Linux 6.17 and 7.2, on one emulated CPU that has SSBS and ALLINT, these come back as set over entry, run and exit
    A CPU without one of them drops it, and is no worse for that.
    Source: recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.bits-optional
    Scenario Outline: <case>: PSTATE <pstate> with a bit that a CPU may lack comes back
      Given the guest is entered at <pstate> with E2H
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE reads <pstate>
      And the vCPU is in KVM
      And nothing else changes

      Examples:
        | case   | pstate       |
        | ssbs   | EL2h\|SSBS   |
        | allint | EL2h\|ALLINT |

  @NV-56
  Rule: On Linux 6.17 and 7.2, on one emulated CPU, SS, BTYPE and the bits that the CPU lacks come back clear over entry, run and exit, in every context
    SS and BTYPE are used up by running; the others are not there.
    Source: recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.bits-dropped
    Scenario Outline: <case>: PSTATE <pstate> comes back as 0x3c9
      Given the guest is entered at <pstate> with E2H
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE reads EL2h
      And the vCPU is in KVM
      And nothing else changes

      Examples:
        | case    | pstate                         |
        | bit-5   | EL2h\|DAIF\|0x20               |
        | btype-0 | EL2h\|BTYPE\|DAIF              |
        | btype-1 | EL2h\|DAIF\|0x800              |
        | bit-14  | EL2h\|DAIF\|0x4000             |
        | bit-15  | EL2h\|DAIF\|0x8000             |
        | bit-19  | EL2h\|DAIF\|0x80000            |
        | ss      | EL2h\|SS\|DAIF                 |
        | tco     | EL2h\|TCO\|DAIF                |
        | bit-26  | EL2h\|DAIF\|0x4000000          |
        | bit-27  | EL2h\|DAIF\|0x8000000          |
        | bit-32  | EL2h\|DAIF\|0x100000000        |
        | bit-47  | EL2h\|DAIF\|0x800000000000     |
        | bit-63  | EL2h\|DAIF\|0x8000000000000000 |

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

  @NV-57
  Rule: A guest entered with IL set MUST execute nothing and take EC 0x0e, to vEL2 in host context and to vEL1 if not, at the vector of the entered mode
    IL says that the state is illegal. It is taken where the guest is, by the same context as every exception.
    Source: Arm ARM (DDI 0487), The Illegal Execution state exception; recordings/nv/linux-6.17.ndjson and
    linux-7.2.ndjson

    @nv.il-on-entry
    Scenario Outline: <case>: PSTATE <pstate> with IL and TGE <tge> faults to <level> at <vector>
      Given the guest is entered at <pstate> with <hcr>
      When the guest runs on
      Then the exception goes to <level> at vector <vector> with ESR 0x3a00_0000
      And <spsr> reads <pstate>
      And <elr> reads 0x4000_0060

      Examples:
        | case       | pstate         | tge   | hcr      | level | vector | spsr     | elr     |
        | vel2h      | EL2h\|IL\|DAIF | clear | E2H      | vEL2  | 0x200  | SPSR_EL2 | ELR_EL2 |
        | vel2h-tge  | EL2h\|IL\|DAIF | set   | E2H\|TGE | vEL2  | 0x200  | SPSR_EL2 | ELR_EL2 |
        | vel2t      | EL2t\|IL\|DAIF | clear | E2H      | vEL2  | 0x0    | SPSR_EL2 | ELR_EL2 |
        | host-user  | EL0t\|IL\|DAIF | set   | E2H\|TGE | vEL2  | 0x400  | SPSR_EL2 | ELR_EL2 |
        | vel1h      | EL1h\|IL\|DAIF | clear | E2H      | vEL1  | 0x200  | SPSR_EL1 | ELR_EL1 |
        | vel1t      | EL1t\|IL\|DAIF | clear | E2H      | vEL1  | 0x0    | SPSR_EL1 | ELR_EL1 |
        | guest-user | EL0t\|IL\|DAIF | clear | E2H      | vEL1  | 0x400  | SPSR_EL1 | ELR_EL1 |

    @nv.il-without-el2
    Example: On a vCPU with no feature PSTATE with IL faults to vEL1
      Given a vCPU with no feature
      And the guest is entered at EL1t|IL|DAIF
      When the guest runs on
      Then the exception goes to vEL1 at vector 0x0 with ESR 0x3a00_0000
      And SPSR_EL1 reads EL1t|IL|DAIF
      And ELR_EL1 reads 0x4000_0060
