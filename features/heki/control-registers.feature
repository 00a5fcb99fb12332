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
  Rule: A mask MUST get EINVAL for CR0 without WP or with a bit that the host lacks, for CR4 with any but SMEP, SMAP, UMIP, FSGSBASE and CET
    A bit that the host lacks can never be set, so pinning it would fail every write of the register.
    Source: https://lore.kernel.org/r/20230505152046.6575-6-mic@digikod.net (v1 5/9), heki_lock_cr();
    https://lore.kernel.org/r/20231113022326.24388-3-mic@digikod.net (RFC v2 2/19);
    recordings/heki/control-registers.ndjson

    @heki.pin-mask-refused
    Scenario Outline: <case>: mask <mask> for CR<cr> gets EINVAL
      When the guest pins <mask> in CR<cr>
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case           | cr | mask                    |
        | pe-without-wp  | 0  | PE                      |
        | wp-and-absent  | 0  | WP+EM                   |
        | wp-and-bit-63  | 0  | WP+0x8000000000000000   |
        | pae            | 4  | PAE                     |
        | smep-and-pae   | 4  | SMEP+PAE                |
        | pks            | 4  | PKS                     |
        | smep-and-bit63 | 4  | SMEP+0x8000000000000000 |

    @heki.pin-mask @neighbour @needs-insight @HEKI-60
    Scenario Outline: <case>: The neighbour: mask <mask> for CR<cr> is accepted
      When the guest pins <mask> in CR<cr>
      Then it returns 0x0
      And the host has:
        | pinned in CR<cr> | <mask> |
      And nothing else changes

      Examples:
        | case      | cr | mask                        |
        | wp        | 0  | WP                          |
        | wp-and-pe | 0  | WP+PE                       |
        | all-of-it | 0  | PE+MP+ET+NE+WP+AM+PG        |
        | smep      | 4  | SMEP                        |
        | smap      | 4  | SMAP                        |
        | umip      | 4  | UMIP                        |
        | fsgsbase  | 4  | FSGSBASE                    |
        | cet       | 4  | CET                         |
        | all-five  | 4  | UMIP+FSGSBASE+SMEP+SMAP+CET |

  @since-v1 @HEKI-83
  Rule: Bits of a CR4 mask that the host lacks MUST be dropped without an error, even if none is left
    A guest asks for what its kernel pins, and does not know what its host has.
    Source: https://lore.kernel.org/r/20230505152046.6575-6-mic@digikod.net (v1 5/9), heki_lock_cr();
    recordings/heki/control-registers.ndjson

    @heki.pin-absent @needs-insight @HEKI-60
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
  Rule: Pinned bits MUST add up, in any order, and never go away
    Whoever can take a pin back can clear the bit.
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
