@shstk @only-v1
Feature: Shadow-stack memory in the interface of January 2022
  map_shadow_stack took no address and looked at no flag but one, and what it made could not be made writable.

  @SHSTK-39
  Rule: In the first interface map_shadow_stack(size, flags) MUST be call 451, ignore unknown flags and give -ENOSYS without hardware
    A size and flags were all: no address to map at, and so no way for a checkpointer.
    Source: https://lore.kernel.org/r/20220130211838.8382-33-rick.p.edgecombe@intel.com (32/35: the call)

    @shstk.v1-call-number @needs-abi
    Example: map_shadow_stack was system call 451
      Given a program with shadow stacks off
      When the headers are asked for map_shadow_stack
      Then it returns 0x1c3
      And nothing else changes

    @shstk.v1-map
    Scenario Outline: <case>: map_shadow_stack with flags <flags>
      Given a program with shadow stacks off
      When the program calls map_shadow_stack(0x1000, <flags>)
      Then it returns 0x7fff_f7fe_f000
      And the word at 0x7fff_f7fe_fff8 is <word>
      And 0x7fff_f7fe_f000 to 0x7fff_f7ff_0000 is shadow-stack memory
      And nothing else changes

      Examples:
        | case    | flags                 | word             |
        | none    | 0x0                   | 0x0              |
        | token   | SET_TOKEN             | 0x7fff_f7ff_0001 |
        | unknown | 0x2                   | 0x0              |
        | all     | 0xffff_ffff_ffff_ffff | 0x7fff_f7ff_0001 |

    @shstk.v1-map-wraps
    Example: map_shadow_stack of a size that wraps to 0 overflows
      Given a program with shadow stacks off
      When the program calls map_shadow_stack(0xffff_ffff_ffff_ffff, 0x0)
      Then it fails with EOVERFLOW
      And nothing else changes

    @shstk.v1-map-unsupported @needs-no-shstk
    Example: map_shadow_stack without the hardware is not there
      Given the machine has:
        | user_shstk | no |
      When the program calls map_shadow_stack(0x1000, 0x0)
      Then it fails with ENOSYS
      And nothing else changes

  @SHSTK-44 @needs-memory-calls
  Rule: In the first interface mprotect MUST NOT make a shadow stack writable or executable
    A shadow stack that can be written by any store protects nothing.
    Source: https://lore.kernel.org/r/20220130211838.8382-23-rick.p.edgecombe@intel.com (22/35: writable);
    https://lore.kernel.org/r/20220130211838.8382-35-rick.p.edgecombe@intel.com (34/35: executable)

    @shstk.v1-mprotect
    Scenario Outline: <case>: mprotect of a shadow stack to <prot> is refused
      Given a program with shadow stacks on
      When the program calls mprotect(BASE, 0x1000, <prot>)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case    | prot                  |
        | write   | PROT_READ\|PROT_WRITE |
        | execute | PROT_READ\|PROT_EXEC  |

    @shstk.v1-mprotect-beside
    Scenario Outline: <case>: The neighbour: mprotect of ordinary memory directly <case> a shadow stack is accepted
      Given a program with shadow stacks on
      And the program calls mmap(<addr>, 0x1000, PROT_READ, MAP_FIXED_NOREPLACE)
      When the program calls mprotect(<addr>, 0x1000, PROT_READ|PROT_WRITE)
      Then it succeeds
      And <addr> to <end> is ordinary memory
      And nothing else changes

      Examples:
        | case  | addr             | end              |
        | below | 0x7fff_f75f_f000 | 0x7fff_f760_0000 |
        | above | 0x7fff_f7e0_0000 | 0x7fff_f7e0_1000 |

    @shstk.v1-mprotect-read
    Example: The neighbour: mprotect of a shadow stack to read-only, which it is, is accepted
      Given a program with shadow stacks on
      When the program calls mprotect(BASE, 0x1000, PROT_READ)
      Then it succeeds
      And BASE to END is shadow-stack memory
      And nothing else changes
