@heki @since-v1 @until-v2 @needs-hypercalls
Feature: A guest pins bits of its control registers
  Write protection is worth little if an attacker can clear CR0.WP. So the guest asks the host to hold some bits set,
  for as long as the VM lives; further requests add bits, none takes one away.

  Background:
    Given a host with 8/9

  Rule: Register 0 or 4 and a mask that is not empty

    @heki.pin-register @HEKI-59
    Scenario Outline: <case>: register <register>, mask <mask> gets EINVAL
      When the guest makes hypercall 14 with:
        | a0 | <register> |
        | a1 | <mask>     |
      Then it fails with EINVAL
      And Heki logs nothing
      And nothing else changes

      Examples:
        | case         | register    | mask    |
        | cr0-nothing  | 0x0         | 0x0     |
        | cr4-nothing  | 0x4         | 0x0     |
        | cr1          | 0x1         | 0x10000 |
        | cr3          | 0x3         | 0x10000 |
        | cr8          | 0x8         | 0x10000 |
        | above-32-bit | 0x100000004 | 0x800   |

    @heki.pin-number @HEKI-93
    Scenario Outline: <case>: hypercall <nr> on a host <series> gets ENOSYS
      Given a host <series>
      When the guest makes hypercall <nr> with:
        | a0 | 0x0     |
        | a1 | 0x10000 |
      Then it fails with ENOSYS
      And it answers:
        | outcome | error              |
        | value   | 0xfffffffffffffc18 |
      And nothing else changes

      Examples:
        | case       | nr | series       |
        | no-heki-14 | 14 | without Heki |
        | no-heki-13 | 13 | without Heki |
        | number-15  | 15 | with 8/9     |

  @since-v2
  Rule: CR0 needs WP and nothing that the host lacks; CR4 takes five bits

    @heki.pin-mask @needs-insight @HEKI-60
    Scenario Outline: <case>: mask <mask> for CR<cr> is accepted
      When the guest pins <mask> in CR<cr>
      Then it returns 0x0
      And the host shows:
        | <pins> | <pinned> |
      And Heki logs nothing
      And nothing else changes

      Examples:
        | case      | cr | mask       | pins    | pinned     |
        | wp        | 0  | 0x10000    | pin_cr0 | 0x10000    |
        | wp-and-pe | 0  | 0x10001    | pin_cr0 | 0x10001    |
        | all-of-it | 0  | 0x80050033 | pin_cr0 | 0x80050033 |
        | smep      | 4  | 0x100000   | pin_cr4 | 0x100000   |
        | smap      | 4  | 0x200000   | pin_cr4 | 0x200000   |
        | umip      | 4  | 0x800      | pin_cr4 | 0x800      |
        | fsgsbase  | 4  | 0x10000    | pin_cr4 | 0x10000    |
        | cet       | 4  | 0x800000   | pin_cr4 | 0x800000   |
        | all-five  | 4  | 0xb10800   | pin_cr4 | 0xb10800   |

    @heki.pin-mask-refused @HEKI-60
    Scenario Outline: <case>: mask <mask> for CR<cr> gets EINVAL
      When the guest pins <mask> in CR<cr>
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case           | cr | mask               |
        | pe-without-wp  | 0  | 0x1                |
        | wp-and-absent  | 0  | 0x10004            |
        | wp-and-bit-63  | 0  | 0x8000000000010000 |
        | pae            | 4  | 0x20               |
        | smep-and-pae   | 4  | 0x100020           |
        | pks            | 4  | 0x1000000          |
        | smep-and-bit63 | 4  | 0x8000000000100000 |

    @heki.pin-absent @needs-insight @HEKI-83 @HEKI-60
    Scenario Outline: <case>: a host with CR4 <host> pins <pinned> of <mask>
      Given the host of the VM has:
        | cr4 | <host> |
      When the guest pins <mask> in CR4
      Then it returns 0x0
      And the host shows:
        | pin_cr4 | <pinned> |
      And nothing else changes

      Examples:
        | case       | host     | mask     | pinned   |
        | no-smap    | 0x972ef0 | 0xb10800 | 0x910800 |
        | none-of-it | 0x6f0    | 0xb10800 | 0x0      |

  @since-v2
  Rule: Pins add up

    @heki.pins-add @needs-insight @HEKI-61
    Example: A second mask is added to the first
      Given the VM has pinned 0x100000 in CR4
      When the guest pins 0x800 in CR4
      Then it returns 0x0
      And the host shows:
        | pin_cr4 | 0x100800 |
      And nothing else changes

    @heki.pins-kept-by-refusal @needs-insight @HEKI-61
    Example: A refused mask leaves the old pins
      Given the VM has pinned 0x100000 in CR4
      When the guest pins 0x120 in CR4
      Then it fails with EINVAL
      And the host shows:
        | pin_cr4 | 0x100000 |
      And nothing else changes

    @heki.pins-apart @needs-insight @HEKI-61
    Example: Pins of one register are not those of the other
      Given the VM has pinned 0x10001 in CR0
      When the guest pins 0x800 in CR4
      Then it returns 0x0
      And the host shows:
        | pin_cr0 | 0x10001 |
        | pin_cr4 | 0x800   |
      And nothing else changes
