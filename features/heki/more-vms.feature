@heki @needs-hypercalls @needs-reboot @needs-more-vms
Feature: Each VM of a host has locks and pins of its own
  What a guest asks for is for itself. A second VM begins with nothing, and what the first has lost it does not miss.

  Background:
    Given a host with 8/9

  @HEKI-160
  Rule: A VM MUST be refused nothing for what another VM of the host has locked or pinned
    One tenant could otherwise stop the kernel of another, or use up its slots.
    Source: https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), struct kvm;
    https://lore.kernel.org/r/20230505152046.6575-6-mic@digikod.net (v1 5/9), struct kvm;
    https://lore.kernel.org/r/20231113022326.24388-3-mic@digikod.net (RFC v2 2/19)

    @heki.another-vm-has-no-locks @since-v1 @until-v2 @needs-insight
    Example: The locks of one VM are not there in another
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes   |
        | 0x1000    | 0x1fff  | NOWRITE+EXEC |
      And the guest pins WP in CR0
      When another kernel boots in another VM of the host
      Then the host has:
        | write locks      | 0    |
        | EXEC ranges      | 0    |
        | execution locked | no   |
        | pinned in CR0    | 0x0  |

    @heki.another-vm-writes @since-v1 @until-v2 @needs-locks
    Example: What one VM has locked the kernel of another writes
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x1000    | 0x1fff  | NOWRITE    |
      And another kernel boots in another VM of the host
      When the guest kernel writes GFN 0x1000
      Then it succeeds
      And nothing else changes

    @heki.another-vm-clears @since-v1 @needs-control-registers @HEKI-123
    Example: What one VM has pinned the kernel of another clears
      Given the guest pins WP in CR0
      And another kernel boots in another VM of the host
      When vCPU 0 writes the old value without WP to CR0
      Then it succeeds
      And vCPU 0 has:
        | CR0 | the old value without WP |
      And nothing else changes

  @HEKI-73 @since-v1 @until-v2
  Rule: The warning about a missing memslot MUST come once in the life of the host
    x
    Source: https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), WARN_ON_ONCE of
    heki_page_track_add(); recordings/heki/locks.ndjson

    @heki.memslot-once-for-all-vms @needs-insight @HEKI-55
    Example: A second VM of the host brings no second warning
      Given the host comes with:
        | no memslot | 0x100-0x107 |
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x100     | 0x107   | NOWRITE    |
      And another kernel boots in another VM of the host
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x100     | 0x107   | NOWRITE    |
      Then these events follow:
        | level   | line                                             |
        | warning | heki-kvm: Locking GFN 0x100-0x107 with [nowrite] |
      And the host's locks are:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x100     | 0x107   |
      And nothing else changes
