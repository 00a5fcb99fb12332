@nv @since-upstream
Feature: What a SET of PSTATE looks at
  M[4:0] is judged by the features of the vCPU and by the host CPU, and nothing else is judged at all. Whatever else is
  set is kept until the vCPU is entered.

  @NV-47
  Rule: A SET of PSTATE MUST accept the modes that HAS_EL2, EL1_32BIT and the AArch32 of the host CPU give the vCPU, and no other value of M[4:0]
    E2H says how vEL2 uses its registers, and not which levels there are.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/guest.c, set_core_reg();
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.set-e2h0 @needs-e2h0
    Scenario Outline: <case>: a vCPU with HAS_EL2 and HAS_EL2_E2H0 takes <mode>
      Given a vCPU with HAS_EL2 and HAS_EL2_E2H0
      When userspace writes <mode> to PSTATE
      Then it succeeds
      And PSTATE reads <mode>
      And the vCPU is in <context> context
      And nothing else changes

      Examples:
        | case      | mode | context |
        | e2h0-el0t | EL0t | guest   |
        | e2h0-el1t | EL1t | guest   |
        | e2h0-el1h | EL1h | guest   |
        | e2h0-el2t | EL2t | host    |
        | e2h0-el2h | EL2h | host    |

    @nv.set-e2h0-user @needs-e2h0 @needs-el0-32bit
    Example: Where the host CPU has AArch32 at EL0, a vCPU with HAS_EL2 and HAS_EL2_E2H0 takes AArch32 User
      Given a host with AArch32 at EL0
      And a vCPU with HAS_EL2 and HAS_EL2_E2H0
      When userspace writes User to PSTATE
      Then it succeeds
      And PSTATE reads User
      And the vCPU is in guest context
      And nothing else changes

    @nv.set-e2h0-refused @needs-e2h0
    Scenario Outline: <case>: a vCPU with HAS_EL2 and HAS_EL2_E2H0 refuses M = <m>
      Given a vCPU with HAS_EL2 and HAS_EL2_E2H0
      When userspace writes DAIF|<m> to PSTATE
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case      | m    |
        | e2h0-el3t | EL3t |
        | e2h0-el3h | EL3h |
        | e2h0-fiq  | FIQ  |
        | e2h0-m-14 | 0x14 |

  @NV-48
  Rule: On Linux 6.17 and 7.2 a SET of PSTATE looks at M[4:0] only, and any other bit is taken and read back until the vCPU is entered
    A vCPU is restored on a host that may be older than the one that saved it: unknown bits are not its affair.
    Source: recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson

    @nv.set-any-bit
    Scenario Outline: <case>: PSTATE <value> is taken and read back
      Given a vCPU with no feature
      And userspace writes <value> to PSTATE
      When userspace reads PSTATE
      Then it returns <value>
      And nothing else changes

      Examples:
        | case   | value              |
        | bit-5  | 0x25               |
        | bit-6  | 0x45               |
        | bit-10 | 0x405              |
        | bit-13 | 0x2005             |
        | bit-20 | 0x100005           |
        | bit-21 | 0x200005           |
        | bit-22 | 0x400005           |
        | bit-25 | 0x2000005          |
        | bit-27 | 0x8000005          |
        | bit-31 | 0x80000005         |
        | bit-32 | 0x100000005        |
        | bit-52 | 0x10000000000005   |
        | bit-63 | 0x8000000000000005 |
