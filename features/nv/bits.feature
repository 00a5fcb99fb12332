@nv @since-upstream
Feature: The other bits of PSTATE, over entry, run and exit
  The synchronisation keeps every bit. What is missing after a run was dropped by the CPU, which holds only the
  bits that it has, and uses up SS and BTYPE by running.

  Rule: Masks, flags and controls come back

    @nv.bits-held
    Scenario Outline: <case>: PSTATE <pstate> comes back
      Given a vCPU with HAS_EL2
      And the guest is entered with PSTATE <pstate> and HCR_EL2 0x4_8000_0000
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE reads <pstate>

      @NV-55
      Examples: bits that every CPU has
        | case   | pstate     |
        | f      | 0x49       |
        | i      | 0x89       |
        | a      | 0x109      |
        | d      | 0x209      |
        | pan    | 0x400009   |
        | uao    | 0x800009   |
        | dit    | 0x1000009  |
        | v      | 0x10000009 |
        | c      | 0x20000009 |
        | z      | 0x40000009 |
        | n      | 0x80000009 |

      @NV-73
      Examples: bits that a CPU may lack
        | case   | pstate |
        | ssbs   | 0x1009 |
        | allint | 0x2009 |

    @nv.bits-in-every-context @NV-55 @NV-56 @NV-73
    Scenario Outline: <case>: all bits but IL set give <read>
      Given a vCPU with HAS_EL2
      And the guest is entered with PSTATE <pstate> and HCR_EL2 <hcr>
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE reads <read>

      Examples:
        | case       | pstate             | hcr           | read       |
        | vel2h      | 0xffffffffffefffe9 | 0x4_8000_0000 | 0xf1c033c9 |
        | vel2h-tge  | 0xffffffffffefffe9 | 0x4_8800_0000 | 0xf1c033c9 |
        | vel2t      | 0xffffffffffefffe8 | 0x4_8000_0000 | 0xf1c033c8 |
        | vel2t-tge  | 0xffffffffffefffe8 | 0x4_8800_0000 | 0xf1c033c8 |
        | host-user  | 0xffffffffffefffe0 | 0x4_8800_0000 | 0xf1c033c0 |
        | guest-user | 0xffffffffffefffe0 | 0x4_8000_0000 | 0xf1c033c0 |
        | vel1h      | 0xffffffffffefffe5 | 0x4_8000_0000 | 0xf1c033c5 |

    @nv.bits-without-el2 @NV-55 @NV-56 @NV-73
    Scenario Outline: <case>: without HAS_EL2 the same bits come back
      Given a vCPU with no feature
      And the guest is entered with PSTATE <pstate>
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE reads <read>

      Examples:
        | case   | pstate             | read       |
        | kernel | 0xffffffffffefffe5 | 0xf1c033c5 |
        | thread | 0xffffffffffefffe4 | 0xf1c033c4 |
        | user   | 0xffffffffffefffe0 | 0xf1c033c0 |

  @NV-56
  Rule: What running uses up and what the CPU lacks comes back clear

    @nv.bits-dropped
    Scenario Outline: <case>: PSTATE <pstate> comes back as 0x3c9
      Given a vCPU with HAS_EL2
      And the guest is entered with PSTATE <pstate> and HCR_EL2 0x4_8000_0000
      When the guest runs on
      And a host interrupt arrives
      Then PSTATE reads 0x3c9

      Examples:
        | case    | pstate             |
        | bit-5   | 0x3e9              |
        | btype-0 | 0x7c9              |
        | btype-1 | 0xbc9              |
        | bit-14  | 0x43c9             |
        | bit-15  | 0x83c9             |
        | bit-19  | 0x803c9            |
        | ss      | 0x2003c9           |
        | tco     | 0x20003c9          |
        | bit-26  | 0x40003c9          |
        | bit-27  | 0x80003c9          |
        | bit-32  | 0x1000003c9        |
        | bit-47  | 0x8000000003c9     |
        | bit-63  | 0x80000000000003c9 |

    @nv.btype-of-a-branch
    Scenario Outline: <case>: after <steps> SPSR_EL2 holds <spsr>
      Given a vCPU with HAS_EL2
      And the guest is entered with PSTATE 0x3c9 and HCR_EL2 0x4_8000_0000
      When the guest branches to 0x4000_0180
      And the guest writes <flags> to NZCV
      And a host interrupt arrives
      Then PSTATE reads <spsr>

      Examples:
        | case     | steps                       | flags       | spsr        |
        | used-up  | a branch and an instruction | 0x0         | 0x3c9       |
        | and-nzcv | a branch and a write        | 0x6000_0000 | 0x6000_03c9 |

    @nv.btype-seen-by-hvc @NV-63 @NV-82
    Example: HVC right after an indirect branch has BTYPE in SPSR_EL2
      Given a vCPU with HAS_EL2
      And the guest is entered with PSTATE 0x3c9 and HCR_EL2 0x4_8800_0000
      When the guest branches to 0x4000_0180
      And the guest executes HVC 0x23
      Then SPSR_EL2 holds 0x7c9
      And PSTATE.M reads EL2h

  @NV-57
  Rule: IL makes the first instruction fault

    @nv.il-on-entry
    Scenario Outline: <case>: PSTATE <pstate> with TGE <tge> faults to <level> at <vector>
      Given a vCPU with HAS_EL2
      And the guest is entered with PSTATE <pstate> and HCR_EL2 <hcr>
      When the guest runs on
      Then the exception goes to <level> at vector <vector> with ESR 0x3a00_0000
      And <spsr> holds <pstate>
      And <elr> holds 0x4000_0060

      Examples:
        | case       | pstate    | tge   | hcr           | level | vector | spsr     | elr     |
        | vel2h      | 0x10_03c9 | clear | 0x4_8000_0000 | vEL2  | 0x200  | SPSR_EL2 | ELR_EL2 |
        | vel2h-tge  | 0x10_03c9 | set   | 0x4_8800_0000 | vEL2  | 0x200  | SPSR_EL2 | ELR_EL2 |
        | vel2t      | 0x10_03c8 | clear | 0x4_8000_0000 | vEL2  | 0x0    | SPSR_EL2 | ELR_EL2 |
        | host-user  | 0x10_03c0 | set   | 0x4_8800_0000 | vEL2  | 0x400  | SPSR_EL2 | ELR_EL2 |
        | vel1h      | 0x10_03c5 | clear | 0x4_8000_0000 | vEL1  | 0x200  | SPSR_EL1 | ELR_EL1 |
        | vel1t      | 0x10_03c4 | clear | 0x4_8000_0000 | vEL1  | 0x0    | SPSR_EL1 | ELR_EL1 |
        | guest-user | 0x10_03c0 | clear | 0x4_8000_0000 | vEL1  | 0x400  | SPSR_EL1 | ELR_EL1 |

    @nv.il-without-el2
    Example: Without HAS_EL2 it goes to vEL1
      Given a vCPU with no feature
      And the guest is entered with PSTATE 0x10_03c4
      When the guest runs on
      Then the exception goes to vEL1 at vector 0x0 with ESR 0x3a00_0000
      And SPSR_EL1 holds 0x10_03c4
