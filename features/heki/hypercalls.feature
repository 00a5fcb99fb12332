@heki @needs-hypercalls
Feature: A guest makes a hypercall, and the host answers in RAX
  Hypercall 13 locks ranges of frames, hypercall 14 pins bits of control registers; in RFC v2 the numbers are the
  other way round. The array of these scenarios lies at 0x5000.

  Background:
    Given a host with 8/9

  @since-v1 @until-v2 @HEKI-49
  Rule: Hypercall 13 MUST take the GPA of the array, its size in bytes and flags, and return 0 or a negative KVM error
    Guest and host are different kernels: number, arguments and result are all that they have in common.
    Source: https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), KVM_HC_LOCK_MEM_PAGE_RANGES;
    recordings/heki/locks.ndjson

    @heki.request-neighbours @needs-insight @HEKI-13 @HEKI-56
    Scenario Outline: <case>: a request of 24 bytes <case> a hole in memory succeeds
      When the guest makes hypercall 13 with:
        | a0         | 0x5000            |
        | a1         | 24                |
        | unreadable | <hole>            |
        | ranges     | 0x10-0x12 NOWRITE |
      Then it returns 0x0
      And these events follow:
        | level   | line                                           |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with [nowrite] |
      And the host's locks are:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x10      | 0x12    |
      And nothing else changes

      Examples:
        | case   | hole          |
        | before | 0x5018-0x5fff |
        | behind | 0x4000-0x4fff |

  @HEKI-68
  Rule: A hypercall from outside CPL 0 MUST get EPERM
    A process that could lock frames, or pin bits, could take down its own kernel.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.3/arch/x86/kvm/x86.c, kvm_emulate_hypercall();
    recordings/heki/locks.ndjson

    @heki.request-cpl @since-v1 @until-v2
    Scenario Outline: <case>: hypercall <nr> from CPL <cpl> gets EPERM
      When the guest makes hypercall <nr> with:
        | a0     | 0x0               |
        | a1     | <a1>              |
        | cpl    | <cpl>             |
        | ranges | 0x10-0x12 NOWRITE |
      Then it fails with EPERM
      And it answers:
        | value | 0xffffffffffffffff |
      And nothing else changes

      Examples:
        | case        | nr | a1      | cpl |
        | ranges-user | 13 | 24      | 3   |
        | ranges-one  | 13 | 24      | 1   |
        | pins-user   | 14 | 0x10000 | 3   |

    @heki.request-cpl-v2 @since-v2
    Scenario Outline: <case>: in v2 hypercall 13 with flags <a2> from CPL <cpl> gets EPERM
      When the guest makes hypercall 13 with:
        | a0  | 0x0   |
        | a1  | <a1>  |
        | a2  | <a2>  |
        | cpl | <cpl> |
      Then it fails with EPERM
      And nothing else changes

      Examples:
        | case       | a1      | a2  | cpl |
        | pins-user  | 0x10000 | 0x0 | 3   |
        | query-user | 0x0     | 0x1 | 3   |

  @HEKI-116
  Rule: A hypercall from 32-bit mode MUST have its arguments and its result cut to 32 bits
    What a 32-bit caller leaves in the upper halves of its registers means nothing, and may be anything.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.3/arch/x86/kvm/x86.c, kvm_emulate_hypercall();
    recordings/heki/locks.ndjson

    @heki.request-32 @since-v1 @until-v2 @needs-insight
    Example: The upper halves of 32-bit arguments are not seen
      When the guest makes hypercall 13 with:
        | a0     | 0x1_0000_5000     |
        | a1     | 0x1_0000_0018     |
        | a2     | 0x1_0000_0000     |
        | mode   | 32                |
        | ranges | 0x10-0x12 NOWRITE |
      Then it returns 0x0
      And the host has:
        | write locks | 1 |
        | EXEC ranges | 0 |
      And these events follow:
        | level   | line                                           |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with [nowrite] |
      And nothing else changes

    @heki.request-32-error @since-v1 @until-v2
    Example: An error comes back to 32-bit mode in 32 bits
      When the guest makes hypercall 13 with:
        | a0   | 0x5000 |
        | a1   | 25     |
        | mode | 32     |
      Then it fails with EINVAL
      And it answers:
        | value | 0xffffffea |
      And nothing else changes

    @heki.request-32-v2 @since-v2 @needs-insight
    Example: In v2 the upper halves of 32-bit register, mask and flags are not seen
      When the guest makes hypercall 13 with:
        | a0   | 0x1_0000_0004 |
        | a1   | 0x1_0000_0800 |
        | a2   | 0x1_0000_0000 |
        | mode | 32            |
      Then it returns 0x0
      And the host has:
        | pinned in CR4 | UMIP |
      And nothing else changes

  @HEKI-93
  Rule: A hypercall that the host does not know MUST get ENOSYS
    This answer is how a guest finds out that its host has no Heki.
    Source: Linux, https://github.com/torvalds/linux/blob/v6.3/arch/x86/kvm/x86.c, kvm_emulate_hypercall();
    recordings/heki/locks.ndjson

    @heki.pin-number @since-v1 @until-v2
    Scenario Outline: <case>: hypercall <nr> on a host <series> gets ENOSYS
      Given a host <series>
      When the guest makes hypercall <nr> with:
        | a0 | 0x0     |
        | a1 | 0x10000 |
      Then it fails with ENOSYS
      And it answers:
        | value | 0xfffffffffffffc18 |
      And nothing else changes

      Examples:
        | case       | nr | series       |
        | no-heki-14 | 14 | without Heki |
        | no-heki-13 | 13 | without Heki |
        | number-15  | 15 | with 8/9     |

    @heki.pin-number-v2 @since-v2
    Scenario Outline: <case>: in v2 hypercall <nr> on a host <series> gets ENOSYS
      Given a host <series>
      When the guest makes hypercall <nr> with:
        | a0 | 0x0     |
        | a1 | 0x10000 |
      Then it fails with ENOSYS
      And it answers:
        | value | 0xfffffffffffffc18 |
      And nothing else changes

      Examples:
        | case       | nr | series       |
        | no-heki-13 | 13 | without Heki |
        | number-15  | 15 | with 8/9     |

    @heki.pin-number-v3 @since-v3
    Example: In v3 hypercall 14 gets ENOSYS
      When the guest makes hypercall 14 with:
        | a0 | 0x0     |
        | a1 | 0x10000 |
      Then it fails with ENOSYS
      And nothing else changes
