@heki @since-v1 @until-v2 @needs-backend
Feature: A KVM guest reaches its host by two hypercalls
  The backend of a KVM guest is a thin pair: one hypercall for the ranges, two for the registers. Whether the host
  knows them is found out by asking for what no host grants: any answer but "no such hypercall" will do.

  Rule: The probe plugs the backend unless the host knows no such hypercall

    @heki.probe @needs-insight @HEKI-64
    Scenario Outline: <case>: an answer of <answer> leaves the backend <backend>
      Given a 6.12 kernel with ORC tables
      And the host answers the next hypercalls with "<answer>"
      When the guest probes with KVM on
      Then Heki calls:
        | hypercall 13 0xffffffffffffffff 0xffffffffffffffff 0xffffffffffffffff |
      And the guest kernel has:
        | backend | <backend> |
      And nothing else changes

      Examples:
        | case         | answer     | backend |
        | enosys       | -1000      | null    |
        | einval       | -22        | kvm     |
        | zero         | 0          | kvm     |
        | plus-1000    | 1000       | kvm     |
        | eperm        | -1         | kvm     |
        | upper-bits   | 4294967296 | kvm     |

    @heki.probe-no-kvm @needs-insight @HEKI-64
    Example: Without KVM nobody is asked
      Given a 6.12 kernel with ORC tables
      And the host answers the next hypercalls with "0"
      When the guest probes with KVM off
      Then Heki calls nothing
      And the guest kernel has:
        | backend | null |
      And nothing else changes

    @heki.probe-real-host @needs-hypercalls @HEKI-64
    Scenario Outline: <case>: a host <series> leaves the backend <backend>, and its VM untouched
      Given a 6.12 kernel with ORC tables
      And a host <series>
      When the guest probes with KVM on
      Then the guest kernel has:
        | backend | <backend> |
      And nothing else changes

      Examples:
        | case    | series       | backend |
        | without | without Heki | null    |
        | writes  | with 4/9     | kvm     |
        | exec    | with 8/9     | kvm     |

  Rule: The array goes out as address, bytes and no flags; the result comes back as an int

    @heki.protect-arguments @needs-insight @HEKI-63
    Scenario Outline: <case>: <num> ranges are <bytes> bytes
      Given a 6.12 kernel with ORC tables
      And the host answers the next hypercalls with "0"
      When the backend protects <num> ranges at 0x1041_2000
      Then Heki calls:
        | hypercall 13 0x10412000 <bytes> 0x0 |
      And its int is 0
      And Heki logs nothing
      And nothing else changes

      Examples:
        | case    | num | bytes |
        | none    | 0   | 0x0   |
        | one     | 1   | 0x18  |
        | five    | 5   | 0x78  |
        | sixteen | 16  | 0x180 |

    @heki.protect-result @HEKI-85 @HEKI-08
    Scenario Outline: <case>: RAX <rax> gives <result>, and a warning
      Given a 6.12 kernel with ORC tables
      And the host answers the next hypercalls with "<rax>"
      When the backend protects 5 ranges at 0x1041_2000
      Then its int is <result>
      And Heki logs:
        | level | line                                       |
        | WARN  | Failed to enforce memory protection: <rax> |
      And nothing else changes

      Examples:
        | case        | rax        | result |
        | einval      | -22        | -22    |
        | positive    | 22         | 22     |
        | cut-to-0    | 4294967296 | 0      |
        | cut-to-ones | 4294967295 | -1     |

  Rule: CR0.WP is pinned first, then what the guest has of the pinnable bits of CR4

    @heki.lock-arguments @needs-insight @HEKI-63
    Scenario Outline: <case>: with CR4 <cr4> the second mask is <mask>
      Given a 6.12 kernel with ORC tables
      And the kernel is built with:
        | cr4 | <cr4> |
      And the host answers the next hypercalls with "0, 0"
      When the backend locks control registers
      Then Heki calls:
        | hypercall 14 0x0 0x10000 |
        | hypercall 14 0x4 <mask>  |
      And its int is 0
      And nothing else changes

      Examples:
        | case      | cr4                | mask     |
        | all-five  | 0xb70ef0           | 0xb10800 |
        | smep-only | 0x1006f0           | 0x100000 |
        | all-ones  | 0xffffffffffffffff | 0xb10800 |

    @heki.lock-stops @needs-insight @HEKI-63
    Example: Where CR0 is refused, CR4 is not asked for
      Given a 6.12 kernel with ORC tables
      And the host answers the next hypercalls with "-22, 0"
      When the backend locks control registers
      Then Heki calls:
        | hypercall 14 0x0 0x10000 |
      And its int is -22
      And Heki logs nothing
      And nothing else changes

    @heki.lock-second-fails @HEKI-63
    Example: Where CR4 is refused, that is the result
      Given a 6.12 kernel with ORC tables
      And the host answers the next hypercalls with "0, -7"
      When the backend locks control registers
      Then its int is -7
      And nothing else changes

    @heki.lock-nothing-pinnable @needs-hypercalls @needs-insight @HEKI-84
    Example: A guest without a pinnable bit is refused, and WP stays pinned
      Given a 6.12 kernel with ORC tables
      And the kernel is built with:
        | cr4 | 0x6f0 |
      And a host with 8/9
      When the backend locks control registers
      Then its int is -22
      And Heki calls:
        | hypercall 14 0x0 0x10000 |
        | hypercall 14 0x4 0x0     |
      And the host shows:
        | pin_cr0 | 0x10000 |
        | pin_cr4 | 0x0     |
      And nothing else changes
