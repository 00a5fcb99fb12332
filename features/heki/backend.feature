@heki @needs-pin-backend
Feature: A KVM guest reaches its host by two hypercalls
  The backend of a KVM guest is a thin pair: one hypercall for the ranges, two for the registers. probe.feature is
  about how a guest comes to have it.

  @since-v1 @until-v2 @HEKI-63
  Rule: The guest backend MUST pin CR0.WP by hypercall 14, then the pinnable bits of its CR4, and stop at an error
    WP comes first: while it can be cleared, every read-only page of the guest is writable to its kernel.
    Source: https://lore.kernel.org/r/20230505152046.6575-7-mic@digikod.net (v1 6/9), kvm_lock_crs();
    recordings/heki/boots.ndjson

    @heki.boot-8-9 @needs-guest @needs-insight @needs-hypercalls @HEKI-40 @HEKI-42 @HEKI-44 @HEKI-119
    Example: On a host with 8/9 and MBEC a boot asks for everything, and gets it
      Given a 6.12 kernel without ORC tables
      And a host with 8/9
      And the probe runs
      And early init runs
      When late init runs
      Then these events follow:
        | level   | line                                                     |
        | warning | heki-kvm: Locking GFN 0x1000-0x1fff with [nowrite][exec] |
        | warning | heki-kvm: Locking GFN 0x2000-0x2b8c with [nowrite]       |
        | warning | heki-kvm: Locked executable kernel memory                |
        | warning | heki-guest: Static sections protected                    |
        | warning | heki-guest: Control registers locked                     |
      And Heki calls:
        | hypercall 13 0x30 0x0          |
        | hypercall 14 0x0 0x10000       |
        | hypercall 14 0x4 0xb10800      |
        | free_pages_exact ranges 0x1000 |
      And the host's locks are:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x1000    | 0x1fff  |
        | write | 14   | 0x2000    | 0x2b8c  |
        | EXEC  | 15   | 0x1000    | 0x1fff  |
      And the host has:
        | execution locked | yes                         |
        | pinned in CR0    | WP                          |
        | pinned in CR4    | UMIP+FSGSBASE+SMEP+SMAP+CET |
      And the guest has:
        | ranges           | null |
        | count            | 0    |
        | arrays allocated | 0    |
      And nothing else changes

    @heki.lock-arguments @needs-insight
    Scenario Outline: <case>: with CR4 <cr4> the second mask is <mask>
      Given a 6.12 kernel with ORC tables
      And next time the host answers 0, 0
      When lock_crs(<cr4>) runs
      Then Heki calls:
        | hypercall 14 0x0 0x10000 |
        | hypercall 14 0x4 <mask>  |
      And it returns 0
      And nothing else changes

      Examples:
        | case      | cr4                | mask     |
        | all-five  | 0xb10820           | 0xb10800 |
        | smep-only | 0x100020           | 0x100000 |
        | all-ones  | 0xffffffffffffffff | 0xb10800 |

    @heki.lock-current-cr4 @needs-insight @needs-control-registers
    Example: A bit that was cleared in the CR4 of vCPU 0 since the boot is not asked for
      Given a 6.12 kernel with ORC tables
      And vCPU 0 writes PAE+SMEP to CR4
      And next time the host answers 0, 0
      When lock_crs() runs
      Then Heki calls:
        | hypercall 14 0x0 0x10000  |
        | hypercall 14 0x4 0x100000 |
      And it returns 0
      And nothing else changes

    @heki.lock-stops @needs-insight
    Example: Where the mask for CR0 is refused, CR4 is not asked for
      Given a 6.12 kernel with ORC tables
      And next time the host answers -22, 0
      When lock_crs() runs
      Then Heki calls:
        | hypercall 14 0x0 0x10000 |
      And it returns -22
      And nothing else changes

    @heki.lock-second-fails
    Example: Where the mask for CR4 is refused, that is the result
      Given a 6.12 kernel with ORC tables
      And next time the host answers 0, -7
      When lock_crs() runs
      Then it returns -7
      And nothing else changes

  @since-v1 @until-v2 @HEKI-119
  Rule: The guest backend MUST make one hypercall 13 for its ranges, with their address, their bytes and no flags
    A size in entries where bytes are meant would lock one range in twenty-four, or none.
    Source: https://lore.kernel.org/r/20230505152046.6575-7-mic@digikod.net (v1 6/9), kvm_protect_ranges();
    recordings/heki/boots.ndjson

    @heki.protect-arguments @needs-insight @needs-backend
    Scenario Outline: <case>: the request for <num> ranges has <bytes> bytes
      Given a 6.12 kernel with ORC tables
      And next time the host answers 0
      When protect_ranges(0x1041_2000, <num>) runs
      Then Heki calls:
        | hypercall 13 0x10412000 <bytes> 0x0 |
      And it returns 0
      And nothing else changes

      Examples:
        | case    | num | bytes |
        | none    | 0   | 0x0   |
        | one     | 1   | 0x18  |
        | five    | 5   | 0x78  |
        | sixteen | 16  | 0x180 |

  @HEKI-84
  Rule: A guest without a pinnable CR4 bit MUST get EINVAL for its empty mask, after CR0.WP was pinned, which stays
    An empty mask is refused, so late init warns, although the bit that matters most is held.
    Source: https://lore.kernel.org/r/20230505152046.6575-7-mic@digikod.net (v1 6/9), kvm_lock_crs();
    https://lore.kernel.org/r/20231113022326.24388-5-mic@digikod.net (RFC v2 4/19); recordings/heki/boots.ndjson

    @heki.lock-nothing-pinnable @since-v1 @until-v2 @needs-insight @needs-hypercalls
    Example: A backend without a pinnable CR4 bit is refused, and WP stays pinned
      Given a 6.12 kernel with ORC tables
      And the kernel comes with:
        | CR4 | PSE+PAE+MCE+PGE+OSFXSR+OSXMMEXCPT |
      And a host with 8/9
      When lock_crs() runs
      Then it returns -22
      And Heki calls:
        | hypercall 14 0x0 0x10000 |
        | hypercall 14 0x4 0x0     |
      And the host has:
        | pinned in CR0 | WP  |
        | pinned in CR4 | 0x0 |
      And nothing else changes

    @heki.lock-nothing-pinnable-v2 @since-v2 @needs-insight @needs-hypercalls
    Example: In v2 a backend without a pinnable CR4 bit is refused, and WP stays pinned
      Given a 6.12 kernel with ORC tables
      And the kernel comes with:
        | CR4 | PSE+PAE+MCE+PGE+OSFXSR+OSXMMEXCPT |
      And a host with 8/9
      When lock_crs() runs
      Then it returns -22
      And Heki calls:
        | hypercall 13 0x0 0x10000 0x0 |
        | hypercall 13 0x4 0x0 0x0     |
      And the host has:
        | pinned in CR0 | WP  |
        | pinned in CR4 | 0x0 |
      And nothing else changes

  @since-v1 @until-v2 @HEKI-85
  Rule: The backend MUST return the 64-bit result of hypercall 13 cut to an int
    An answer of 2^32 is a failure to the backend, which warns, and a success to late init, which goes on.
    Source: https://lore.kernel.org/r/20230505152046.6575-7-mic@digikod.net (v1 6/9), kvm_protect_ranges();
    recordings/heki/boots.ndjson

    @heki.protect-result @needs-backend @HEKI-106 @HEKI-115
    Scenario Outline: <case>: RAX <rax> becomes <result>, with a warning
      Given a 6.12 kernel with ORC tables
      And next time the host answers <rax>
      When protect_ranges(0x1041_2000, 5) runs
      Then it returns <result>
      And these events follow:
        | level | line                                       |
        | WARN  | Failed to enforce memory protection: <rax> |
      And nothing else changes

      Examples:
        | case        | rax                  | result |
        | einval      | -22                  | -22    |
        | positive    | 21                   | 21     |
        | cut-to-0    | 4294967296           | 0      |
        | cut-to-ones | 4294967295           | -1     |
        | largest     | 9223372036854775807  | -1     |
        | smallest    | -9223372036854775808 | 0      |

  @since-v1 @until-v2 @HEKI-161
  Rule: In v1 protect_ranges left a stack trace where it was called in interrupt context, and went on
    A hypercall may take long there; it is the one thing that the function asks of its caller.
    Source: https://lore.kernel.org/r/20230505152046.6575-7-mic@digikod.net (v1 6/9), WARN_ON() in
    kvm_protect_ranges()

    @heki.protect-in-interrupt @needs-backend
    Example: In interrupt context protect_ranges() leaves a stack trace, and asks the host all the same
      Given a 6.12 kernel with ORC tables
      And next time the kernel is in interrupt context
      And next time the host answers 0
      When protect_ranges(0x10412000, 5) runs
      Then it returns 0
      And these events follow:
        | level |
        | splat |
      And nothing else changes
