@heki @needs-control-registers
Feature: A pinned bit cannot be cleared
  A write that keeps every pinned bit goes through; one that clears a single one changes nothing at all. In v1 the
  guest is not told: its MOV to CR just has no effect. In v2 it faults.

  Background:
    Given a host with 8/9

  @since-v1 @until-v2
  Rule: v1: refused in silence for the guest, with a line for the host

    @heki.cr-refused @needs-hypercalls @HEKI-62
    Scenario Outline: <case>: with <pins> pinned, <value> to CR<cr> has no effect
      Given the VM has pinned <pins> in CR<cr>
      When vCPU 0 writes <value> to CR<cr>
      Then it returns <old>
      And Heki logs:
        | level   | line                                       |
        | warning | heki-kvm: Blocked CR<cr> update: <value>   |
      And CR<cr> of vCPU 0 holds <old>
      And nothing else changes

      Examples:
        | case          | cr | pins     | value      | old        |
        | wp            | 0  | 0x10000  | 0x80040033 | 0x80050033 |
        | wp-alone      | 0  | 0x10000  | 0x0        | 0x80050033 |
        | one-of-two    | 0  | 0x10001  | 0x80050032 | 0x80050033 |
        | smep          | 4  | 0x100000 | 0xa70ef0   | 0xb70ef0   |
        | umip-of-five  | 4  | 0xb10800 | 0xb706f0   | 0xb70ef0   |
        | smap-of-five  | 4  | 0xb10800 | 0x970ef0   | 0xb70ef0   |

    @heki.cr-allowed @needs-hypercalls @HEKI-62
    Scenario Outline: <case>: with <pins> pinned, <value> to CR<cr> goes through
      Given the VM has pinned <pins> in CR<cr>
      When vCPU 0 writes <value> to CR<cr>
      Then it returns <value>
      And Heki logs nothing
      And CR<cr> of vCPU 0 holds <value>
      And nothing else changes

      Examples:
        | case            | cr | pins     | value      |
        | other-cleared   | 0  | 0x10000  | 0x80010033 |
        | only-pinned     | 0  | 0x10000  | 0x10000    |
        | more-set        | 0  | 0x10000  | 0xe0050033 |
        | cr4-other-clear | 4  | 0x100000 | 0x1006f0   |
        | cr4-same        | 4  | 0xb10800 | 0xb70ef0   |

    @heki.cr-not-pinned @HEKI-62
    Example: Without pins WP can be cleared
      When vCPU 0 writes 0x80040033 to CR0
      Then it returns 0x80040033
      And CR0 of vCPU 0 holds 0x80040033
      And nothing else changes

    @heki.cr-upper-half @needs-hypercalls @HEKI-62
    Example: Bits above 31 count
      Given the host of the VM has:
        | cr0 | 0xffffffffffffffff |
      And the VM has pinned 0x10000010000 in CR0
      When vCPU 0 writes 0x10000 to CR0
      Then it returns 0x80050033
      And Heki logs:
        | level   | line                                   |
        | warning | heki-kvm: Blocked CR0 update: 0x10000  |
      And nothing else changes

    @heki.cr-emulator @needs-hypercalls @HEKI-62
    Example: The emulator is told
      Given the VM has pinned 0x10000 in CR0
      When KVM's emulator writes 0x80040033 to CR0
      Then it fails with EPERM
      And it answers:
        | outcome | error      |
        | value   | 0x80050033 |
      And Heki logs:
        | level   | line                                      |
        | warning | heki-kvm: Blocked CR0 update: 0x80040033  |
      And nothing else changes

  @since-v1 @until-v2
  Rule: Pins belong to the VM, and to CR0 and CR4 alone

    @heki.cr-other-vcpu @needs-hypercalls @HEKI-82 @HEKI-62
    Example: What one vCPU has pinned holds for the other, and for the value of a reset
      Given the VM has pinned 0x10000 in CR0
      When vCPU 1 writes 0x60000010 to CR0
      Then it returns 0x80050033
      And Heki logs:
        | level   | line                                      |
        | warning | heki-kvm: Blocked CR0 update: 0x60000010  |
      And CR0 of vCPU 1 holds 0x80050033
      And nothing else changes

    @heki.cr-others-free @needs-hypercalls @HEKI-82
    Scenario Outline: <case>: a write of CR<cr> is never refused
      Given the VM has pinned 0x80050033 in CR0
      And the VM has pinned 0xb10800 in CR4
      When vCPU 0 writes 0x0 to CR<cr>
      Then it returns 0x0
      And Heki logs nothing
      And nothing else changes

      Examples:
        | case | cr |
        | cr2  | 2  |
        | cr3  | 3  |
        | cr8  | 8  |

    @heki.cr-pins-of-the-other @needs-hypercalls @HEKI-62
    Example: A pin in CR4 says nothing of CR0
      Given the VM has pinned 0x10000 in CR4
      When vCPU 0 writes 0x80040033 to CR0
      Then it returns 0x80040033
      And CR0 of vCPU 0 holds 0x80040033
      And nothing else changes

  @since-v2
  Rule: v2: refused with a fault

    @heki.cr-refused-v2 @needs-hypercalls @HEKI-62
    Example: Clearing a pinned bit faults and changes nothing
      Given the VM has pinned 0x10000 in CR0
      When vCPU 0 writes 0x80040033 to CR0
      Then it is refused with #GP
      And CR0 of vCPU 0 holds 0x80050033

    @heki.cr-allowed-v2 @needs-hypercalls @HEKI-62
    Example: Clearing another goes through
      Given the VM has pinned 0x10000 in CR0
      When vCPU 0 writes 0x80010033 to CR0
      Then it returns 0x80010033
      And CR0 of vCPU 0 holds 0x80010033
      And nothing else changes
