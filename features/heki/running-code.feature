@heki @since-v1 @until-v2 @needs-locks @needs-hypercalls
Feature: A kernel whose code changes as it runs, and writes that no vCPU makes
  A lock is by frame and for good. That stops whoever patches the text of the kernel, for good reasons too: jump labels,
  ftrace, kprobes. And it stops what a vCPU does, and nobody else. Here the text is the GFNs 0x1000 to 0x1fff.

  Background:
    Given a host with 8/9
    And the guest asks to lock:
      | gfn_start | gfn_end | attributes   |
      | 0x1000    | 0x1fff  | NOWRITE+EXEC |

  @HEKI-138
  Rule: A write to a locked GFN MUST be denied through whichever linear address it comes
    Linux patches its text through a second, writable mapping of the page, which it makes for the purpose.
    Source: https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), heki_page_track_prewrite();
    https://lore.kernel.org/r/ZFkxhWhjyIzrPkt8@liuwe-devbox-debian-v2 (reply to v1 3/9)

    @heki.text-poke
    Scenario Outline: <case>: a write to the text through <gva> is denied
      When the host sees an access with:
        | gpa        | 0x1234567 |
        | error_code | <code>    |
        | gva        | <gva>     |
      Then it is refused with #PF
      And it answers:
        | address | <gva> |

      Examples:
        | case       | gva                | code |
        | text       | 0xffffffff81234567 | 0x3  |
        | direct-map | 0xffff888001234567 | 0x2  |
        | text-poke  | 0x00005f3210004567 | 0x2  |

    @heki.text-poke-neighbour @neighbour @HEKI-54
    Example: The neighbour: through the same address the frame after the text is written
      When the host sees an access with:
        | gpa        | 0x2000567          |
        | error_code | 0x2                |
        | gva        | 0x00005f3210004567 |
      Then it succeeds
      And nothing else changes

  @HEKI-136
  Rule: In v1 a write by a device of the host went through to a locked GFN
    The guest names a buffer, and the VMM fills it from outside: no vCPU writes, so no page table is in the way. A guest
    that is taken over can have its text written so.
    Source: https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), heki_page_track_prewrite(),
    which is asked of the writes of a vCPU; https://lore.kernel.org/r/ZFU6R2pZ0Vx5RpAj@google.com (reply to v1
    4/9)

    @heki.device-writes @needs-device-writes
    Example: A device of the host writes to the locked text
      When a device of the host writes GFN 0x1234
      Then it succeeds
      And nothing else changes

    @heki.device-leaves-the-lock @neighbour @needs-device-writes @HEKI-54
    Example: The neighbour: after a device has written there the kernel still cannot
      Given a device of the host writes GFN 0x1234
      When the guest kernel writes GFN 0x1234
      Then it is refused with #PF
      And these events follow:
        | level   | line                                               |
        | warning | heki-kvm: Creating write #PF at 0x0000000000000000 |
      And nothing else changes
