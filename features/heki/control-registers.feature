@heki @needs-hypercalls @needs-control-registers
Feature: A guest pins bits of its control registers
  Write protection is worth little if an attacker can clear CR0.WP. So the guest asks the host to hold some bits set,
  for as long as the VM lives; further requests add bits, none takes one away. CR0 of the host holds PE, MP, ET, NE,
  WP, AM and PG; its CR4 has all five bits that can be pinned.

  Background:
    Given a host with 8/9

  @since-v1 @until-v2 @HEKI-59
  Rule: Hypercall 14 MUST take register 0 or 4 and a mask, and refuse any other register and an empty mask with EINVAL
    A request that pins nothing and succeeds would be taken for protection.
    Source: https://lore.kernel.org/r/20230505152046.6575-6-mic@digikod.net (v1 5/9), heki_lock_cr();
    recordings/heki/control-registers.ndjson

    @heki.pin-register
    Scenario Outline: <case>: register <register>, mask <mask> gets EINVAL
      When the guest makes hypercall 14 with:
        | a0 | <register> |
        | a1 | <mask>     |
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case         | register    | mask    |
        | cr0-nothing  | 0x0         | 0x0     |
        | cr4-nothing  | 0x4         | 0x0     |
        | cr1          | 0x1         | 0x10000 |
        | cr3          | 0x3         | 0x10000 |
        | cr8          | 0x8         | 0x10000 |
        | above-32-bit | 0x100000004 | 0x800   |

  @since-v1 @HEKI-60
  Rule: A mask for CR0 MUST get EINVAL where it lacks WP or holds a bit that CR0 of the host lacks
    A bit that the host lacks can never be set, so pinning it would fail every write of the register.
    Source: https://lore.kernel.org/r/20230505152046.6575-6-mic@digikod.net (v1 5/9), heki_lock_cr();
    https://lore.kernel.org/r/20231113022326.24388-3-mic@digikod.net (RFC v2 2/19);
    recordings/heki/control-registers.ndjson

    @heki.pin-mask-refused
    Scenario Outline: <case>: mask <mask> for CR0 gets EINVAL
      When the guest pins <mask> in CR0
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case          | mask                  |
        | pe-without-wp | PE                    |
        | wp-and-absent | WP+EM                 |
        | wp-and-bit-63 | WP+0x8000000000000000 |

    @heki.pin-mask @neighbour @needs-insight @HEKI-60
    Scenario Outline: <case>: The neighbour: mask <mask> for CR0 is accepted
      When the guest pins <mask> in CR0
      Then it returns 0x0
      And the host has:
        | pinned in CR0 | <mask> |
      And nothing else changes

      Examples:
        | case      | mask                 |
        | wp        | WP                   |
        | wp-and-pe | WP+PE                |
        | all-of-it | PE+MP+ET+NE+WP+AM+PG |

  @since-v1 @until-v3 @HEKI-120
  Rule: A mask for CR4 MUST get EINVAL where it holds a bit other than SMEP, SMAP, UMIP, FSGSBASE and CET
    The list is that of the kernel itself: what does not change any more once a CPU is up. Any other bit a guest has to
    be able to clear.
    Source: https://lore.kernel.org/r/20230505152046.6575-6-mic@digikod.net (v1 5/9), heki_lock_cr();
    https://lore.kernel.org/r/20231113022326.24388-3-mic@digikod.net (RFC v2 2/19);
    recordings/heki/control-registers.ndjson

    @heki.pin-cr4-refused
    Scenario Outline: <case>: mask <mask> for CR4 gets EINVAL
      When the guest pins <mask> in CR4
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case           | mask                    |
        | pae            | PAE                     |
        | smep-and-pae   | SMEP+PAE                |
        | pks            | PKS                     |
        | fred           | FRED                    |
        | smep-and-bit63 | SMEP+0x8000000000000000 |

    @heki.pin-cr4 @neighbour @needs-insight @HEKI-120
    Scenario Outline: <case>: The neighbour: mask <mask> for CR4 is accepted
      When the guest pins <mask> in CR4
      Then it returns 0x0
      And the host has:
        | pinned in CR4 | <mask> |
      And nothing else changes

      Examples:
        | case     | mask                        |
        | smep     | SMEP                        |
        | smap     | SMAP                        |
        | umip     | UMIP                        |
        | fsgsbase | FSGSBASE                    |
        | cet      | CET                         |
        | all-five | UMIP+FSGSBASE+SMEP+SMAP+CET |

  @since-v3 @HEKI-121
  Rule: A mask for CR4 MUST get EINVAL where it holds a bit other than SMEP, SMAP, UMIP, FSGSBASE, CET and FRED
    Linux 6.9 pins FRED as well: a guest of that kernel asks for six bits, and a host that knew five would refuse them all.
    Source: https://lore.kernel.org/r/20240503131910.307630-3-mic@digikod.net (RFC v3 2/5), cr4_pinned_mask

    @heki.pin-cr4-refused-v3
    Scenario Outline: <case>: in v3 mask <mask> for CR4 gets EINVAL
      Given the host comes with:
        | CR4 | 0xffffffffffffffff |
      When the guest pins <mask> in CR4
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case           | mask             |
        | pae            | PAE              |
        | fred-and-pks   | FRED+PKS         |
        | fred-and-above | FRED+0x200000000 |

    @heki.pin-cr4-v3 @neighbour @needs-insight @HEKI-121
    Scenario Outline: <case>: The neighbour: in v3 mask <mask> for CR4 is accepted
      Given the host comes with:
        | CR4 | 0xffffffffffffffff |
      When the guest pins <mask> in CR4
      Then it returns 0x0
      And the host has:
        | pinned in CR4 | <mask> |
      And nothing else changes

      Examples:
        | case    | mask                             |
        | fred    | FRED                             |
        | cet     | CET                              |
        | all-six | UMIP+FSGSBASE+SMEP+SMAP+CET+FRED |

  @since-v1 @HEKI-83
  Rule: Bits of a CR4 mask that the host lacks MUST be dropped without an error, even if none is left
    A guest asks for what its kernel pins, and does not know what its host has.
    Source: https://lore.kernel.org/r/20230505152046.6575-6-mic@digikod.net (v1 5/9), heki_lock_cr();
    recordings/heki/control-registers.ndjson

    @heki.pin-absent @needs-insight
    Scenario Outline: <case>: a host with CR4 <host> pins <pinned> of the five bits
      Given the host comes with:
        | CR4 | <host> |
      When the guest pins UMIP+FSGSBASE+SMEP+SMAP+CET in CR4
      Then it returns 0x0
      And the host has:
        | pinned in CR4 | <pinned> |
      And nothing else changes

      Examples:
        | case       | host                           | pinned                 |
        | no-smap    | PAE+UMIP+FSGSBASE+SMEP+CET     | UMIP+FSGSBASE+SMEP+CET |
        | none-of-it | PSE+PAE+MCE+PGE+OSFXSR+OSXSAVE | 0x0                    |

  @since-v1 @HEKI-61
  Rule: Pinned bits MUST add up, in any order
    Whoever can take a pin back by asking for another can clear the bit.
    Source: https://lore.kernel.org/r/20230505152046.6575-6-mic@digikod.net (v1 5/9), heki_lock_cr();
    https://lore.kernel.org/r/20231113022326.24388-3-mic@digikod.net (RFC v2 2/19);
    recordings/heki/control-registers.ndjson

    @heki.pins-add @needs-insight
    Example: A second mask is added to the first
      Given the guest pins SMEP in CR4
      When the guest pins UMIP in CR4
      Then it returns 0x0
      And the host has:
        | pinned in CR4 | UMIP+SMEP |
      And nothing else changes

    @heki.pins-kept-by-refusal @needs-insight
    Example: A mask that is refused leaves the old pins
      Given the guest pins SMEP in CR4
      When the guest pins PAE+0x100 in CR4
      Then it fails with EINVAL
      And the host has:
        | pinned in CR4 | SMEP |
      And nothing else changes

    @heki.pins-apart @needs-insight
    Example: Pins of one register are not those of the other
      Given the guest pins PE+WP in CR0
      When the guest pins UMIP in CR4
      Then it returns 0x0
      And the host has:
        | pinned in CR0 | PE+WP |
        | pinned in CR4 | UMIP  |
      And nothing else changes

    @heki.any-pins @invariant-10 @needs-insight @HEKI-60 @HEKI-62
    Example: Any masks add up, and a write is refused where it clears a bit of their sum
      Then any masks add up, and a write is refused where it clears a bit of their sum
