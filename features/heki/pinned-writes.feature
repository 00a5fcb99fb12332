@heki @needs-control-registers
Feature: A pinned bit cannot be cleared
  A write that keeps every pinned bit goes through; one that clears a single one changes nothing at all. In v1 the
  guest is not told: its MOV to CR just has no effect. pinned-faults.feature has what v2 does. The old value of CR0 is 0x80050033 (PE, MP, ET,
  NE, WP, AM, PG), that of CR4 0xb70ef0, with all five bits that can be pinned.

  Background:
    Given a host with 8/9

  @HEKI-62
  Rule: A write of CR0 or CR4 that clears a pinned bit MUST leave the register as it was
    One bit that gets through is enough: without WP every read-only page is writable.
    Source: https://lore.kernel.org/r/20230505152046.6575-6-mic@digikod.net (v1 5/9), heki_check_cr();
    https://lore.kernel.org/r/20231113022326.24388-3-mic@digikod.net (RFC v2 2/19);
    recordings/heki/control-registers.ndjson

    @heki.cr-refused @since-v1 @until-v2 @needs-hypercalls @HEKI-109 @HEKI-111
    Scenario Outline: <case>: with <pins> pinned, <value> to CR<cr> has no effect
      Given the guest pins <pins> in CR<cr>
      When vCPU 0 writes <value> to CR<cr>
      Then it succeeds
      And these events follow:
        | level   | line                                     |
        | warning | heki-kvm: Blocked CR<cr> update: <shown> |
      And vCPU 0 has:
        | CR<cr> | the old value |
      And nothing else changes

      Examples:
        | case         | cr | pins                        | value                      | shown      |
        | wp           | 0  | WP                          | the old value without WP   | 0x80040033 |
        | wp-alone     | 0  | WP                          | 0x0                        | 0x0        |
        | one-of-two   | 0  | WP+PE                       | the old value without PE   | 0x80050032 |
        | smep         | 4  | SMEP                        | the old value without SMEP | 0xa70ef0   |
        | umip-of-five | 4  | UMIP+FSGSBASE+SMEP+SMAP+CET | the old value without UMIP | 0xb706f0   |
        | smap-of-five | 4  | UMIP+FSGSBASE+SMEP+SMAP+CET | the old value without SMAP | 0x970ef0   |

    @heki.cr-allowed @neighbour @since-v1 @needs-hypercalls @HEKI-123
    Scenario Outline: <case>: The neighbour: with <pins> pinned, <value> to CR<cr> goes through
      Given the guest pins <pins> in CR<cr>
      When vCPU 0 writes <value> to CR<cr>
      Then it succeeds
      And vCPU 0 has:
        | CR<cr> | <value> |
      And nothing else changes

      Examples:
        | case            | cr | pins                        | value                    |
        | other-cleared   | 0  | WP                          | the old value without AM |
        | only-pinned     | 0  | WP                          | WP                       |
        | more-set        | 0  | WP                          | the old value with NW+CD |
        | cr4-other-clear | 4  | SMEP                        | SMEP+PAE                 |
        | cr4-same        | 4  | UMIP+FSGSBASE+SMEP+SMAP+CET | the old value            |

    @heki.cr-not-pinned @neighbour @since-v1 @HEKI-123
    Example: The neighbour: without pins WP can be cleared
      When vCPU 0 writes the old value without WP to CR0
      Then it returns 0x80040033
      And vCPU 0 has:
        | CR0 | the old value without WP |
      And nothing else changes

    @heki.cr-upper-half @since-v1 @until-v2 @needs-hypercalls @HEKI-109
    Example: A pinned bit above 31 counts
      Given the host comes with:
        | CR0 | 0xffffffffffffffff |
      And the guest pins WP+0x10000000000 in CR0
      When vCPU 0 writes the old value to CR0
      Then it succeeds
      And these events follow:
        | level   | line                                     |
        | warning | heki-kvm: Blocked CR0 update: 0x80050033 |
      And vCPU 0 has:
        | CR0 | the old value |
      And nothing else changes

    @heki.cr-pins-of-the-other @neighbour @since-v1 @needs-hypercalls @HEKI-123
    Example: The neighbour: a pin in CR4 says nothing of CR0
      Given the guest pins FSGSBASE in CR4
      When vCPU 0 writes the old value without WP to CR0
      Then it succeeds
      And vCPU 0 has:
        | CR0 | the old value without WP |
      And nothing else changes

  @since-v1 @until-v2 @HEKI-111
  Rule: A write of the guest itself that clears a pinned bit MUST have no effect and raise no fault
    An attack has to fail without a way to find out; the price is a guest that believes in its write.
    Source: https://lore.kernel.org/r/20230505152046.6575-6-mic@digikod.net (v1 5/9), vmx_set_cr0() and
    vmx_set_cr4(); recordings/heki/control-registers.ndjson

    @heki.cr-refused-in-silence @needs-hypercalls @HEKI-62
    Example: Clearing WP has no effect, and raises no fault
      Given the guest pins WP in CR0
      When vCPU 0 writes the old value without WP to CR0
      Then it returns 0x80050033
      And these events follow:
        | level   | line                                     |
        | warning | heki-kvm: Blocked CR0 update: 0x80040033 |
      And nothing else changes

  @since-v1 @HEKI-123
  Rule: A write of CR0 or CR4 that clears no pinned bit MUST go through
    The pins are in the way of every MOV to CR0 and CR4, of which a kernel makes many.
    Source: https://lore.kernel.org/r/20230505152046.6575-6-mic@digikod.net (v1 5/9), heki_check_cr();
    https://lore.kernel.org/r/20231113022326.24388-3-mic@digikod.net (RFC v2 2/19);
    recordings/heki/control-registers.ndjson

    @heki.cr-goes-through @needs-hypercalls
    Scenario Outline: <case>: by <writer>, a write that keeps the pinned bit goes through
      Given the guest pins SMEP in CR4
      When <writer> writes <value> to CR4
      Then it succeeds
      And vCPU 0 has:
        | CR4 | <value> |
      And nothing else changes

      Examples:
        | case     | writer         | value |
        | guest    | vCPU 0         | SMEP  |
        | emulator | KVM's emulator | SMEP  |

  @since-v1 @until-v2 @HEKI-110
  Rule: KVM's emulator MUST get EPERM for a write that clears a pinned bit
    The emulator writes on behalf of the guest: it has to know that it did not.
    Source: https://lore.kernel.org/r/20230505152046.6575-6-mic@digikod.net (v1 5/9), emulator_set_cr();
    recordings/heki/control-registers.ndjson

    @heki.cr-emulator @needs-hypercalls @HEKI-62 @HEKI-109
    Example: The emulator is told that WP stays set
      Given the guest pins WP in CR0
      When KVM's emulator writes the old value without WP to CR0
      Then it fails with EPERM
      And it answers:
        | value | 0x80050033 |
      And these events follow:
        | level   | line                                     |
        | warning | heki-kvm: Blocked CR0 update: 0x80040033 |
      And nothing else changes

  @since-v1 @until-v2 @HEKI-109
  Rule: A write that clears a pinned bit MUST be logged as heki-kvm: Blocked CR0 update: 0x… (or CR4), with the value that was written
    The line is all that the owner of a host sees of an attack that failed.
    Source: https://lore.kernel.org/r/20230505152046.6575-6-mic@digikod.net (v1 5/9), heki_check_cr();
    recordings/heki/control-registers.ndjson

    @heki.blocked-line @needs-hypercalls
    Scenario Outline: <case>: the line names CR<cr> and the value that was written
      Given the guest pins <pins> in CR<cr>
      When vCPU 0 writes <value> to CR<cr>
      Then these events follow:
        | level   | line                                     |
        | warning | heki-kvm: Blocked CR<cr> update: <value> |
      And nothing else changes

      Examples:
        | case | cr | pins | value |
        | cr0  | 0  | WP   | 0xa0  |
        | cr4  | 4  | SMEP | 0x6f0 |

  @since-v1 @HEKI-82
  Rule: A write of a control register other than CR0 and CR4 MUST NOT be refused
    The check is in the way of every MOV to CR: a slip would refuse a page table or a task priority.
    Source: https://lore.kernel.org/r/20230505152046.6575-6-mic@digikod.net (v1 5/9), heki_check_cr();
    https://lore.kernel.org/r/20231113022326.24388-3-mic@digikod.net (RFC v2 2/19);
    recordings/heki/control-registers.ndjson

    @heki.cr-others-free @needs-hypercalls
    Scenario Outline: <case>: a write of CR<cr> is never refused
      Given the guest pins PE+MP+ET+NE+WP+AM+PG in CR0
      And the guest pins UMIP+FSGSBASE+SMEP+SMAP+CET in CR4
      When vCPU 0 writes 0x0 to CR<cr>
      Then it returns 0x0
      And nothing else changes

      Examples:
        | case | cr |
        | cr2  | 2  |
        | cr3  | 3  |
        | cr8  | 8  |
