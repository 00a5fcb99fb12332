@shstk @since-upstream
Feature: Shadow-stack memory is made by a system call of its own
  A program that switches stacks needs shadow stacks to switch to. mmap cannot make them: a flag for it could be
  taken away again, and the memory be written in between. map_shadow_stack makes them complete, with a token
  for RSTORSSP if it is asked for one, and asks only whether the machine can.

  @SHSTK-09 @needs-map-at-address
  Rule: Shadow-stack memory MUST be made by a system call of its own, and by no flag of mmap
    Memory that was ordinary before would come with words that an attacker chose.
    Source: https://lore.kernel.org/r/20220130211838.8382-1-rick.p.edgecombe@intel.com (cover letter), as quoted
    in https://lore.kernel.org/r/87fsozek0j.ffs@tglx

    @shstk.mmap-is-ordinary
    Example: What mmap makes is ordinary memory, with every protection there is
      Given a program with shadow stacks on
      When the program calls mmap(0x7_0000_0000, 0x1000, PROT_READ|PROT_WRITE|PROT_EXEC)
      Then it returns 0x7_0000_0000
      And 0x7_0000_0000 to 0x7_0000_1000 is ordinary memory
      And nothing else changes

  @SHSTK-34
  Rule: map_shadow_stack MUST map exactly at an address from 4 GiB on, and where the kernel chooses for address 0
    Who names no address gets one from the kernel.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, alloc_shstk(); recordings/shstk

    @shstk.map-anywhere @SHSTK-09 @SHSTK-32
    Example: map_shadow_stack without an address gives shadow-stack memory
      Given a program with shadow stacks off
      When the program calls map_shadow_stack(0x1000, 0x0)
      Then it returns 0x7fff_f7fe_f000
      And 0x7fff_f7fe_f000 to 0x7fff_f7ff_0000 is shadow-stack memory
      And nothing else changes

  @SHSTK-32 @needs-abi
  Rule: map_shadow_stack(addr, size, flags) MUST be system call 453 on x86-64 and return the address or an error
    Programs that were built before their libc knew the call make it by its number.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/entry/syscalls/syscall_64.tbl;
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, map_shadow_stack(); recordings/shstk

    @shstk.numbers-of-the-call
    Example: map_shadow_stack is system call 453
      Given a program with shadow stacks off
      When the headers are asked for map_shadow_stack
      Then it returns 0x1c5
      And nothing else changes

  @SHSTK-77 @needs-map-at-address
  Rule: New shadow-stack memory MUST be whole pages, private, readable and writable, marked ss, and read as zero but for its token
    A word that is not zero would be an entry nobody pushed; a shared mapping could be written from elsewhere.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, alloc_shstk();
    https://github.com/torvalds/linux/blob/v6.12/Documentation/filesystems/proc.rst, "ss"; recordings/shstk

    @shstk.map @SHSTK-09 @SHSTK-32
    Scenario Outline: <case>: map_shadow_stack of <size> gives shadow-stack memory up to <end>
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(0x0, <size>, 0x0)
      Then it returns <start>
      And <start> to <end> is shadow-stack memory
      And nothing else changes

      Examples:
        | case       | size     | start            | end              |
        | one-byte   | 0x1      | 0x7fff_f7fe_f000 | 0x7fff_f7ff_0000 |
        | one-page   | 0x1000   | 0x7fff_f7fe_f000 | 0x7fff_f7ff_0000 |
        | page-and-1 | 0x1001   | 0x7fff_f7fe_e000 | 0x7fff_f7ff_0000 |
        | 128k       | 0x2_0000 | 0x7fff_f7fd_0000 | 0x7fff_f7ff_0000 |

    @shstk.map-zero @SHSTK-190
    Scenario Outline: <case>: the word at <word> of a new shadow stack reads <value>
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x0, 0x1000, SET_TOKEN)
      When the program executes MOV RAX, [<word>]
      Then it returns <value>
      And nothing else changes

      Examples: nothing
        | case     | word             | value |
        | first    | 0x7fff_f7fe_f000 | 0x0   |
        | below-it | 0x7fff_f7fe_fff0 | 0x0   |

      @SHSTK-35
      Examples: the token
        | case      | word             | value            |
        | the-token | 0x7fff_f7fe_fff8 | 0x7fff_f7ff_0001 |

    @shstk.map-smaps @needs-proc
    Example: /proc shows new shadow-stack memory as private, readable, writable, unnamed, and marked ss
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1001, 0x0)
      When the program calls smaps(0x7_0000_1ff8)
      Then it answers:
        | start | 0x700000000 |
        | end   | 0x700002000 |
        | perm  | rw-p        |
      And its VmFlags include "ss"
      And nothing else changes

    @shstk.map-smaps-no-huge @needs-proc @choice-smaps-flags=sd-nh-ss
    Example: /proc on newer kernels shows shadow-stack memory as marked ss and kept from huge pages
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      When the program calls smaps(0x7_0000_0000)
      Then it answers:
        | perm | rw-p |
      And its VmFlags include "nh"
      And its VmFlags include "ss"
      And nothing else changes

  @SHSTK-37 @needs-map-at-address
  Rule: map_shadow_stack MUST work for a thread that does not have the feature on
    The stacks of a runtime are made before the feature is on, or for a thread that will have it.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, map_shadow_stack();
    recordings/shstk

    @shstk.map-off
    Scenario Outline: <case>: map_shadow_stack works before the thread has the feature
      Given a program with shadow stacks off
      When the program calls map_shadow_stack(0x0, 0x1000, <flags>)
      Then it returns 0x7fff_f7fe_f000
      And the word at 0x7fff_f7fe_fff8 is <word>
      And 0x7fff_f7fe_f000 to 0x7fff_f7ff_0000 is shadow-stack memory
      And nothing else changes

      Examples:
        | case     | flags     | word             |
        | no-token | 0x0       | 0x0              |
        | token    | SET_TOKEN | 0x7fff_f7ff_0001 |

  @SHSTK-35 @needs-map-at-address
  Rule: With SET_TOKEN the 8 bytes below addr + size, as given and not rounded, MUST hold addr + size with bit 0 set
    The token is what RSTORSSP looks for. Placed by the rounded size it would lie where nobody looks.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, create_rstor_token();
    recordings/shstk

    @shstk.token-flag @needs-abi
    Example: SHADOW_STACK_SET_TOKEN, which asks for the token, is bit 0
      Given a program with shadow stacks off
      When the headers are asked for SHADOW_STACK_SET_TOKEN
      Then it returns 0x1
      And nothing else changes

    @shstk.token
    Scenario Outline: <case>: for size <size> the token is at <place>
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(0x7_0000_0000, <size>, SET_TOKEN)
      Then it returns 0x7_0000_0000
      And the word at <place> is <token>
      And 0x7_0000_0000 to 0x7_0000_1000 is shadow-stack memory
      And nothing else changes

      Examples: a whole page
        | case | size   | place         | token         |
        | page | 0x1000 | 0x7_0000_0ff8 | 0x7_0000_1001 |

      Examples: sizes that are not rounded up for it
        | case   | size   | place         | token         |
        | 8      | 0x8    | 0x7_0000_0000 | 0x7_0000_0009 |
        | 16     | 0x10   | 0x7_0000_0008 | 0x7_0000_0011 |
        | 0x1008 | 0x1008 | 0x7_0000_1000 | 0x7_0000_1009 |
        | 0x1ff8 | 0x1ff8 | 0x7_0000_1ff0 | 0x7_0000_1ff9 |

  @SHSTK-36 @needs-map-at-address
  Rule: A token that would not lie at a multiple of 8 MUST give -EINVAL and leave no mapping
    A token that RSTORSSP cannot take would be found only when the program switches to it.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, create_rstor_token() and
    alloc_shstk(); recordings/shstk

    @shstk.token-unaligned
    Scenario Outline: <case>: size <size> would put the token at no multiple of 8, and is refused
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(0x0, <size>, SET_TOKEN)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case   | size   |
        | 12     | 0xc    |
        | 0x1004 | 0x1004 |

    @shstk.no-token-unaligned
    Example: The neighbour: without a token a size of no multiple of 8 is accepted
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(0x7_0000_0000, 0x1004, 0x0)
      Then it returns 0x7_0000_0000
      And 0x7_0000_0000 to 0x7_0000_2000 is shadow-stack memory
      And nothing else changes
