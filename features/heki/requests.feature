@heki @since-v1 @until-v2 @needs-hypercalls
Feature: The host checks a request as a whole, then range by range
  The guest hands over an address, a number of bytes and flags. The host copies the array and locks its ranges in
  order; the first that is wrong ends the request, and what was locked before it stays.

  Background:
    Given a host with 8/9

  Rule: The first reason in this order decides: flags, too big, no multiple, host memory, unreadable

    @heki.request-refused @HEKI-50 @HEKI-49
    Scenario Outline: <case>: size <size>, flags <flags>, memory <memory>, hole <hole> gets <error>
      When the guest makes hypercall 13 with:
        | a0          | 0x5000          |
        | a1          | <size>          |
        | a2          | <flags>         |
        | host_memory | <memory>        |
        | unreadable  | <hole>          |
        | ranges      | 0x10-0x12 NOWRITE |
      Then it fails with <error>
      And Heki logs nothing
      And nothing else changes

      Examples: one reason
        | case          | size  | flags              | memory | hole          | error  |
        | flags         | 0x18  | 0x1                | ok     | 0x1-0x2       | EINVAL |
        | flags-top-bit | 0x18  | 0x8000000000000000 | ok     | 0x1-0x2       | EINVAL |
        | too-big       | 0x198 | 0x0                | ok     | 0x1-0x2       | E2BIG  |
        | one-over      | 0x181 | 0x0                | ok     | 0x1-0x2       | E2BIG  |
        | no-multiple   | 0x17  | 0x0                | ok     | 0x1-0x2       | EINVAL |
        | a-count       | 0x1   | 0x0                | ok     | 0x1-0x2       | EINVAL |
        | no-memory     | 0x18  | 0x0                | fail   | 0x1-0x2       | E2BIG  |
        | unreadable    | 0x18  | 0x0                | ok     | 0x5000-0x5fff | EFAULT |
        | last-byte     | 0x18  | 0x0                | ok     | 0x5017-0x5017 | EFAULT |

      @HEKI-67
      Examples: two reasons
        | case               | size  | flags | memory | hole          | error  |
        | flags-and-size     | 0x198 | 0x1   | ok     | 0x1-0x2       | EINVAL |
        | big-and-odd        | 0x199 | 0x0   | fail   | 0x1-0x2       | E2BIG  |
        | odd-and-unreadable | 0x19  | 0x0   | ok     | 0x5000-0x5fff | EINVAL |
        | odd-and-no-memory  | 0x19  | 0x0   | fail   | 0x1-0x2       | EINVAL |
        | memory-and-hole    | 0x18  | 0x0   | fail   | 0x5000-0x5fff | E2BIG  |

    @heki.request-neighbours @needs-insight @HEKI-49 @HEKI-13 @HEKI-56
    Example: One range of 24 bytes beside a hole is locked
      When the guest makes hypercall 13 with:
        | a0         | 0x5000            |
        | a1         | 0x18              |
        | unreadable | 0x5018-0x5fff     |
        | ranges     | 0x10-0x12 NOWRITE |
      Then it returns 0x0
      And Heki logs:
        | level   | line                                            |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with [nowrite]  |
      And the host holds:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x10      | 0x12    |
      And nothing else changes

    @heki.request-empty @HEKI-66
    Scenario Outline: <case>: a request of no bytes succeeds without a look at the address
      When the guest makes hypercall 13 with:
        | a0          | <address> |
        | a1          | 0x0       |
        | host_memory | <memory>  |
        | unreadable  | <hole>    |
      Then it returns 0x0
      And Heki logs nothing
      And nothing else changes

      Examples:
        | case       | address            | memory | hole          |
        | plain      | 0x5000             | ok     | 0x1-0x2       |
        | unreadable | 0x5000             | ok     | 0x5000-0x5fff |
        | no-memory  | 0x5000             | fail   | 0x1-0x2       |
        | all-ones   | 0xffffffffffffffff | ok     | 0x1-0x2       |

  Rule: A hypercall comes from the guest's kernel; from 32-bit mode everything is cut to 32 bits

    @heki.request-cpl @HEKI-68
    Scenario Outline: <case>: CPL <cpl> gets EPERM
      When the guest makes hypercall <nr> with:
        | a0     | 0x0               |
        | a1     | <a1>              |
        | cpl    | <cpl>             |
        | ranges | 0x10-0x12 NOWRITE |
      Then it fails with EPERM
      And it answers:
        | outcome | error              |
        | value   | 0xffffffffffffffff |
      And nothing else changes

      Examples:
        | case         | nr | a1      | cpl |
        | ranges-user  | 13 | 0x18    | 3   |
        | ranges-one   | 13 | 0x18    | 1   |
        | pins-user    | 14 | 0x10000 | 3   |

    @heki.request-32 @needs-insight @HEKI-68
    Example: The upper halves of 32-bit arguments are not seen
      When the guest makes hypercall 13 with:
        | a0     | 0x1_0000_5000     |
        | a1     | 0x1_0000_0018     |
        | a2     | 0x1_0000_0000     |
        | mode   | 32                |
        | ranges | 0x10-0x12 NOWRITE |
      Then it returns 0x0
      And the host holds 1 write locks and 0 EXEC ranges

    @heki.request-32-error @HEKI-68
    Example: An error comes back in 32 bits
      When the guest makes hypercall 13 with:
        | a0   | 0x5000 |
        | a1   | 0x19   |
        | mode | 32     |
      Then it answers:
        | outcome | error      |
        | error   | EINVAL     |
        | value   | 0xffffffea |
      And nothing else changes

  Rule: A range that is wrong is refused, and the request ends there

    @heki.range-refused @HEKI-51
    Scenario Outline: <case>: <start> to <end> with <attributes> gets EINVAL
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes   |
        | <start>   | <end>   | <attributes> |
      Then it fails with EINVAL
      And it answers:
        | outcome | error              |
        | value   | 0xffffffffffffffea |
      And Heki logs nothing
      And nothing else changes

      Examples:
        | case              | start              | end                | attributes         |
        | start-at-2-52     | 0x10000000000000   | 0x10000000000000   | NOWRITE            |
        | end-at-2-52       | 0xfffffffffffff    | 0x10000000000000   | NOWRITE            |
        | all-ones          | 0xffffffffffffffff | 0xffffffffffffffff | NOWRITE            |
        | end-all-ones      | 0x0                | 0xffffffffffffffff | NOWRITE            |
        | inverted-by-one   | 0x1000             | 0xfff              | NOWRITE            |
        | inverted-by-many  | 0x1000             | 0x10               | NOWRITE            |
        | no-attributes     | 0x10               | 0x12               | 0x0                |
        | unknown-attribute | 0x10               | 0x12               | 0x4                |
        | known-and-unknown | 0x10               | 0x12               | 0x5                |
        | top-attribute     | 0x10               | 0x12               | 0x8000000000000001 |

    @heki.range-accepted @needs-insight @HEKI-51 @HEKI-56
    Scenario Outline: <case>: <start> to <end> is locked
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | <start>   | <end>   | NOWRITE    |
      Then it returns 0x0
      And Heki logs:
        | level   | line                                                  |
        | warning | heki-kvm: Locking GFN <start>-<end> with [nowrite]    |
      And the host holds:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | <start>   | <end>   |
      And nothing else changes

      Examples:
        | case         | start           | end             |
        | last-gfn     | 0xfffffffffffff | 0xfffffffffffff |
        | one-page     | 0x1000          | 0x1000          |
        | gfn-0        | 0x0             | 0x0             |
        | gfn-0-and-1  | 0x0             | 0x1             |

      @HEKI-69
      Examples: a long one
        | case         | start           | end             |
        | 2-20-frames  | 0x0             | 0xfffff         |

    @heki.range-in-the-middle @needs-insight @HEKI-52 @HEKI-51
    Example: What stands before a wrong range stays locked, what stands after it is not
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
        | 0x20      | 0x22    | NOWRITE    |
        | 0x30      | 0x2f    | NOWRITE    |
        | 0x40      | 0x42    | NOWRITE    |
      Then it fails with EINVAL
      And Heki logs:
        | level   | line                                            |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with [nowrite]  |
        | warning | heki-kvm: Locking GFN 0x20-0x22 with [nowrite]  |
      And the host holds:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x10      | 0x12    |
        | write | 14   | 0x20      | 0x22    |
      And nothing else changes
