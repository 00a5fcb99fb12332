@nv @since-upstream
Feature: PSTATE.IL over an entry
  IL is an exception that waits: a guest that is entered with it takes it in place of its first instruction, in the
  context that it is entered in.

  Background:
    Given a host with VHE
    And a vCPU with HAS_EL2

  @NV-57
  Rule: A guest entered with IL set MUST execute nothing and take EC 0x0e, to vEL2 in host context and to vEL1 if not, at the vector of the entered mode
    IL says that the state is illegal. It is taken where the guest is, by the same context as every exception.
    Source: Arm ARM (DDI 0487), The Illegal Execution state exception; recordings/nv/linux-6.17.ndjson and
    linux-7.2.ndjson

    @nv.il-on-entry
    Scenario Outline: <case>: PSTATE <mode>|DAIF|IL with <hcr> faults to <level> at <vector>
      Given the guest is entered at <mode>|DAIF|IL with <hcr>
      When the guest runs on
      Then the exception goes to <level> at vector <vector> with ESR 0x3a00_0000
      And <spsr> reads <mode>|DAIF|IL
      And <elr> reads 0x4000_0060
      And nothing else changes

      Examples:
        | case       | mode | hcr      | level | vector | spsr     | elr     |
        | vel2h      | EL2h | E2H      | vEL2  | 0x200  | SPSR_EL2 | ELR_EL2 |
        | vel2h-tge  | EL2h | E2H\|TGE | vEL2  | 0x200  | SPSR_EL2 | ELR_EL2 |
        | vel2t      | EL2t | E2H      | vEL2  | 0x0    | SPSR_EL2 | ELR_EL2 |
        | host-user  | EL0t | E2H\|TGE | vEL2  | 0x400  | SPSR_EL2 | ELR_EL2 |
        | vel1h      | EL1h | E2H      | vEL1  | 0x200  | SPSR_EL1 | ELR_EL1 |
        | vel1t      | EL1t | E2H      | vEL1  | 0x0    | SPSR_EL1 | ELR_EL1 |
        | guest-user | EL0t | E2H      | vEL1  | 0x400  | SPSR_EL1 | ELR_EL1 |

    @nv.il-without-el2
    Example: On a vCPU with no feature PSTATE with IL faults to vEL1
      Given a vCPU with no feature
      And the guest is entered at EL1t|IL|DAIF
      When the guest runs on
      Then the exception goes to vEL1 at vector 0x0 with ESR 0x3a00_0000
      And SPSR_EL1 reads EL1t|IL|DAIF
      And ELR_EL1 reads 0x4000_0060
      And nothing else changes
