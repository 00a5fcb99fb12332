@heki @since-v2 @needs-hypercalls @needs-control-registers
Feature: The hypercall that pins has a version and flags in v2
  A reviewer asked how a guest is to know what its host can pin. So the third argument of hypercall 13 holds flags:
  one asks for the version, and pins nothing. All others are refused, so that a later version can give them a meaning.

  Background:
    Given a host with 8/9

  @HEKI-124
  Rule: Hypercall 13 MUST take register 0 or 4 and a mask, and refuse any other register and an empty mask with EINVAL
    A request that pins nothing and succeeds would be taken for protection.
    Source: https://lore.kernel.org/r/20231113022326.24388-3-mic@digikod.net (RFC v2 2/19), heki_lock_cr() and
    kvm_emulate_hypercall()

    @heki.pin-register-v2
    Scenario Outline: <case>: in v2 register <register>, mask <mask> gets EINVAL
      When the guest makes hypercall 13 with:
        | a0 | <register> |
        | a1 | <mask>     |
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case             | register      | mask    |
        | cr0-nothing      | 0x0           | 0x0     |
        | cr4-nothing      | 0x4           | 0x0     |
        | cr3              | 0x3           | 0x10000 |
        | cr8              | 0x8           | 0x10000 |
        | cr0-above-32-bit | 0x1_0000_0000 | 0x10000 |
        | cr4-above-32-bit | 0x1_0000_0004 | 0x800   |

    @heki.pin-register-v2-taken @neighbour @needs-insight @HEKI-124
    Scenario Outline: <case>: The neighbour: in v2 register <register>, mask <mask> is taken
      When the guest makes hypercall 13 with:
        | a0 | <register> |
        | a1 | <mask>     |
      Then it returns 0x0
      And the host has:
        | pinned in CR<cr> | <mask> |
      And nothing else changes

      Examples:
        | case | cr | register | mask    |
        | cr0  | 0  | 0x0      | 0x10000 |
        | cr4  | 4  | 0x4      | 0x800   |

  @HEKI-125
  Rule: Hypercall 13 with register 0, an empty mask and flag 1 MUST return 1, its version
    Version 1 is that CR0 and CR4 can be pinned. A host that does not know the hypercall gives ENOSYS, which is negative.
    Source: https://lore.kernel.org/r/20231113022326.24388-3-mic@digikod.net (RFC v2 2/19),
    KVM_LOCK_CR_UPDATE_VERSION and HEKI_ABI_VERSION

    @heki.pin-version
    Example: Flag 1 without register and mask asks for the version, which is 1
      When the guest makes hypercall 13 with:
        | a0 | 0x0 |
        | a1 | 0x0 |
        | a2 | 0x1 |
      Then it returns 0x1
      And nothing else changes

    @heki.pin-version-kept @needs-insight
    Example: Asked after a pin, the version is the same and the pin stays
      Given the guest pins WP in CR0
      When the guest makes hypercall 13 with:
        | a0 | 0x0 |
        | a1 | 0x0 |
        | a2 | 0x1 |
      Then it returns 0x1
      And the host has:
        | pinned in CR0 | WP |
      And nothing else changes

  @HEKI-126
  Rule: Hypercall 13 with any other flags MUST get EINVAL and pin nothing
    A flag that is ignored today cannot be given a meaning tomorrow.
    Source: https://lore.kernel.org/r/20231113022326.24388-3-mic@digikod.net (RFC v2 2/19), heki_lock_cr()

    @heki.pin-flags
    Scenario Outline: <case>: register <register>, mask <mask>, flags <flags> gets EINVAL
      When the guest makes hypercall 13 with:
        | a0 | <register> |
        | a1 | <mask>     |
        | a2 | <flags>    |
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case               | register      | mask    | flags              |
        | version-and-mask   | 0x0           | 0x10000 | 0x1                |
        | version-of-cr4     | 0x4           | 0x0     | 0x1                |
        | version-above-32   | 0x1_0000_0000 | 0x0     | 0x1                |
        | second-flag        | 0x0           | 0x10000 | 0x2                |
        | second-flag-alone  | 0x0           | 0x0     | 0x2                |
        | version-and-second | 0x0           | 0x0     | 0x3                |
        | bit-63             | 0x0           | 0x10000 | 0x8000000000000000 |
