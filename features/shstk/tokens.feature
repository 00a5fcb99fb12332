@shstk @since-upstream @needs-instructions @needs-map-at-address
Feature: Switching shadow stacks takes a token that is used up
  RSTORSSP accepts a stack only where a token waits that names the place above itself. It leaves the way back in
  the token's place; SAVEPREVSSP turns that into a token on the stack that was left.

  @SHSTK-113
  Rule: RSTORSSP MUST put SSP at the token and the old SSP with bits 0 and 1 in its place
    Coroutines and signal frames need several stacks; the token makes sure that each is used by one thread at a time.
    Source: Intel SDM volume 2, RSTORSSP;
    https://github.com/torvalds/linux/blob/v6.12/tools/testing/selftests/x86/test_shadow_stack.c,
    test_shstk_pivot(); recordings/shstk

    @shstk.rstorssp
    Example: RSTORSSP puts SSP at the token and leaves the way back there
      Given a program with shadow stacks on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      When the program executes RSTORSSP [0x7_0000_0ff8]
      Then it succeeds
      And the SSP of the program is 0x7_0000_0ff8
      And the word at 0x7_0000_0ff8 is END+3
      And nothing else changes

    @shstk.token-at-12
    Example: A token that names the address plus 12 is accepted where low bits are dropped
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program executes WRSSQ [0x7_0000_0800], 0x7_0000_080d
      When the program executes RSTORSSP [0x7_0000_0800]
      Then it succeeds
      And the SSP of the program is 0x7_0000_0800
      And the word at 0x7_0000_0800 is END+3
      And nothing else changes

  @SHSTK-179
  Rule: SAVEPREVSSP MUST pop what RSTORSSP left and put a token on the stack that was left
    The token is the way back: whoever leaves a stack without one leaves it for good.
    Source: Intel SDM volume 2, SAVEPREVSSP;
    https://github.com/torvalds/linux/blob/v6.12/tools/testing/selftests/x86/test_shadow_stack.c,
    test_shstk_pivot(); recordings/shstk

    @shstk.saveprevssp
    Example: SAVEPREVSSP after RSTORSSP leaves a token on the old stack
      Given a program with shadow stacks on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program executes RSTORSSP [0x7_0000_0ff8]
      When the program executes SAVEPREVSSP
      Then it succeeds
      And the SSP of the program is 0x7_0000_1000
      And the word at END-8 is END+1
      And nothing else changes

    @shstk.switch-back
    Example: A switch there and back restores SSP and the token
      Given a program with shadow stacks on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program executes RSTORSSP [0x7_0000_0ff8]
      And the program executes SAVEPREVSSP
      And the program executes RSTORSSP [END-8]
      When the program executes SAVEPREVSSP
      Then it succeeds
      And the SSP of the program is END
      And the word at 0x7_0000_0ff8 is 0x7_0000_1001
      And nothing else changes

    @shstk.call-on-new-stack @SHSTK-55 @neighbour
    Example: The neighbour: between two switches functions are called and return on the new stack
      Given a program with shadow stacks on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program executes RSTORSSP [0x7_0000_0ff8]
      And the program executes SAVEPREVSSP
      And the program executes CALL 0x40_1005
      When the program executes RET
      Then it succeeds
      And the SSP of the program is 0x7_0000_1000
      And the normal stack of the program is 0 frames deep
      And nothing else changes

<<<<<<< HEAD
    @shstk.token-at-12 @choice-rstorssp-token-at-12=accepted
    Example: A token that names the address plus 12 is accepted where low bits are dropped
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program executes WRSSQ [0x7_0000_0800], 0x7_0000_080d
      When the program executes RSTORSSP [0x7_0000_0800]
      Then it succeeds
      And the SSP of the program is 0x7_0000_0800
      And the word at 0x7_0000_0800 is END+3
      And nothing else changes

=======
>>>>>>> shstk12
  @SHSTK-112
  Rule: RSTORSSP on an entry that is no token MUST be a control protection fault of code 4 and leave SSP and entry
    A stack without a token may be in use by another thread, or be no stack at all.
    Source: Intel SDM volume 2, RSTORSSP; recordings/shstk. Where the low three bits are dropped before the
    comparison a token may name its address plus 12: choice rstorssp-token-at-12

    @shstk.token-used @SHSTK-113
    Example: A token that was used is none any more
      Given a program with shadow stacks on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program executes RSTORSSP [0x7_0000_0ff8]
      When the program executes RSTORSSP [0x7_0000_0ff8]
      Then it faults with SEGV_CPERR with code 4
      And the program is killed by SIGSEGV

    @shstk.no-token
    Scenario Outline: <case>: an entry of <word> at 0x7_0000_0800 is no token
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program executes WRSSQ [0x7_0000_0800], <word>
      When the program executes RSTORSSP [0x7_0000_0800]
      Then it faults with SEGV_CPERR with code 4
      And the handler of SIGSEGV runs with SSP END-16
      And the word at 0x7_0000_0800 is <word>
      And nothing else changes

      Examples:
        | case        | word                 |
        | bit-0-clear | 0x7_0000_0808        |
        | 8-too-far   | 0x7_0000_0811        |
        | itself      | 0x7_0000_0801        |
        | bit-1       | 0x7_0000_080a        |
        | bits-0-1    | 0x7_0000_080b        |
        | zero        | 0x0                  |
        | bit-63      | 0x7_0000_0809\|BIT63 |

    @shstk.forged-token @SHSTK-113 @neighbour
    Example: The neighbour: a token that WRSS forged well is accepted
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program executes WRSSQ [0x7_0000_0800], 0x7_0000_0809
      When the program executes RSTORSSP [0x7_0000_0800]
      Then it succeeds
      And the SSP of the program is 0x7_0000_0800
      And the word at 0x7_0000_0800 is END+3
      And nothing else changes

    @shstk.token-at-12-refused @choice-rstorssp-token-at-12=refused
    Example: A token that names the address plus 12 is refused by a CPU that compares all bits
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program executes WRSSQ [0x7_0000_0800], 0x7_0000_080d
      When the program executes RSTORSSP [0x7_0000_0800]
      Then it faults with SEGV_CPERR with code 4
      And the program is killed by SIGSEGV
