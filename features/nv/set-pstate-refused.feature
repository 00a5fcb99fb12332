@nv @since-seed
Feature: A SET of PSTATE that is refused
  Userspace asks for a mode that the vCPU does not have, and finds the vCPU as it was.

  Background:
    Given a host with VHE

  @NV-126
  Rule: A SET of PSTATE that is refused MUST change nothing
    A refused SET that left something behind would be a half one.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.17/arch/arm64/kvm/guest.c, set_core_reg();
    recordings/nv/linux-6.17.ndjson and linux-7.2.ndjson, where AArch32 User needs no 32-bit EL1

    @nv.refused-leaves-it
    Scenario Outline: <case>: PSTATE reads <before> after a SET to <refused> was refused
      Given a vCPU with HAS_EL2
      And userspace writes <before> to PSTATE
      When userspace writes <refused> to PSTATE
      And userspace reads PSTATE
      Then it answers:
        | outcome | ok      |
        | mode    | <mode>  |
        | value   | <value> |
      And nothing else changes

      Examples:
        | case    | before           | refused    | mode | value       |
        | el3     | EL1h             | EL3h       | EL1h | 0x3c5       |
        | flags   | EL2t\|NZCV\|DAIF | DAIF\|0x1  | EL2t | 0xf000_03c8 |
        | aarch32 | EL2h             | Supervisor | EL2h | 0x3c9       |
