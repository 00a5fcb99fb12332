@shstk @since-upstream
Feature: An access over the border of a page needs both pages
  Eight bytes may lie on two pages, one of them a shadow stack. Whoever looks at the first alone lets a store through
  that no mapping allows.

  @SHSTK-141 @needs-map-at-address
  Rule: An ordinary load or store over the border of a page MUST be allowed on both sides
    An attacker chooses the address, and the four bytes beyond the border would be enough.
    Source: Intel SDM volume 3, "Determination of access rights": rights are those of each linear address;
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/mm/fault.c, access_error()

    @shstk.store-over-the-border @SHSTK-79
    Scenario Outline: <case>: a store that is half on a shadow stack faults in that half
      Given a program with shadow stacks off
      And the program calls mmap(0x7_0000_0000, 0x3000, PROT_READ|PROT_WRITE, MAP_FIXED)
      And the program calls munmap(0x7_0000_1000, 0x1000)
      And the program calls map_shadow_stack(0x7_0000_1000, 0x1000, 0x0)
      And the program calls sigaction(SIGSEGV, RESTORER)
      When the program executes MOV [<addr>], 0x1122_3344_5566_7788
      Then it faults with SEGV_ACCERR at <where>
      And the handler of SIGSEGV runs with SSP 0x0
      And the word at <word> is 0x0
      And nothing else changes

      @needs-memory-calls
      Examples:
        | case       | addr          | where         | word          |
        | upper-half | 0x7_0000_0ffc | 0x7_0000_1000 | 0x7_0000_1000 |
        | last-byte  | 0x7_0000_0ff9 | 0x7_0000_1000 | 0x7_0000_1000 |
        | lower-half | 0x7_0000_1ffc | 0x7_0000_1ffc | 0x7_0000_1ff8 |

    @shstk.store-into-nothing
    Scenario Outline: <case>: <access> half beyond a mapping faults where that ends
      Given a program with shadow stacks off
      And the program calls sigaction(SIGSEGV, RESTORER)
      When the program executes <access>
      Then it faults with SEGV_MAPERR at 0x51_0000
      And the handler of SIGSEGV runs with SSP 0x0
      And nothing else changes

      Examples:
        | case  | access                               |
        | store | MOV [0x50_fffc], 0x1122_3344_5566_7788 |
        | load  | MOV RAX, [0x50_fffc]                 |

    @shstk.load-of-two-words
    Example: The neighbour: a load over a border has the upper bytes of the lower word, and the lower of the upper
      Given a program with shadow stacks off
      And the program executes MOV [0x50_0ff8], 0x1122_3344_5566_7788
      And the program executes MOV [0x50_1000], 0x99aa_bbcc_ddee_ff00
      When the program executes MOV RAX, [0x50_0ffb]
      Then it returns 0xeeff_0011_2233_4455
      And nothing else changes

    @shstk.access-over-an-inner-border
    Example: The neighbour: a store over a border within ordinary memory is read back
      Given a program with shadow stacks off
      And the program executes MOV [0x50_0ffc], 0x1122_3344_5566_7788
      When the program executes MOV RAX, [0x50_0ffc]
      Then it returns 0x1122_3344_5566_7788
      And nothing else changes

  @SHSTK-16 @needs-map-at-address
  Rule: STATUS MUST store the mask of what is on, locked or not, and give -EFAULT for a pointer that cannot be stored to
    The kernel's store is one of eight bytes, as the program's own would be.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_prctl(); recordings/shstk

    @shstk.status-over-the-border @SHSTK-80
    Example: STATUS to a pointer that is half on a shadow stack is refused
      Given a program with shadow stacks on
      And the program calls map_shadow_stack(0x7_0000_1000, 0x1000, 0x0)
      And the program calls mmap(0x7_0000_0000, 0x1000, PROT_READ|PROT_WRITE, MAP_FIXED)
      When the program calls arch_prctl(STATUS, 0x7_0000_0ffc)
      Then it fails with EFAULT
      And the word at 0x7_0000_1000 is 0x0
      And nothing else changes

    @shstk.status-into-nothing
    Example: STATUS to a pointer that is half beyond a mapping is refused
      Given a program with shadow stacks on
      When the program calls arch_prctl(STATUS, 0x50_fffc)
      Then it fails with EFAULT
      And nothing else changes

  @SHSTK-142 @needs-ptrace @needs-map-at-address
  Rule: PTRACE_POKEDATA MUST give -EIO where not all of its 8 bytes are mapped
    A debugger that is told of success believes that its word is there.
    Source: https://github.com/torvalds/linux/blob/v6.12/kernel/ptrace.c, generic_ptrace_pokedata() and
    ptrace_access_vm(); https://github.com/torvalds/linux/blob/v6.12/mm/memory.c, __access_remote_vm(), which
    stops at what is not mapped; https://man7.org/linux/man-pages/man2/ptrace.2.html

    @shstk.poke-into-nothing
    Example: A poke that is half beyond a shadow stack is an error
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      When the tracer calls ptrace(PTRACE_POKEDATA, 0x7_0000_0ffc, 0x1122_3344_5566_7788)
      Then it fails with EIO
      And the word at 0x7_0000_0ff8 is 0x5566_7788_0000_0000

    @shstk.poke-over-the-border @neighbour @SHSTK-81
    Example: The neighbour: a poke over the border between a shadow stack and ordinary memory is stored on both sides
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program calls mmap(0x7_0000_1000, 0x1000, PROT_READ|PROT_WRITE, MAP_FIXED)
      And the tracer calls ptrace(PTRACE_POKEDATA, 0x7_0000_0ffc, 0x1122_3344_5566_7788)
      When the program executes MOV RAX, [0x7_0000_0ffc]
      Then it returns 0x1122_3344_5566_7788
      And nothing else changes

    @shstk.poke-up-to-the-border @neighbour @SHSTK-81
    Example: The neighbour: a poke that ends where a shadow stack does is stored
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      When the tracer calls ptrace(PTRACE_POKEDATA, 0x7_0000_0ff8, 0x1122_3344_5566_7788)
      Then it succeeds
      And the word at 0x7_0000_0ff8 is 0x1122_3344_5566_7788
      And nothing else changes
