@shstk @only-v1
Feature: The signal token of January 2022
  A signal left a token that RSTORSSP would have taken as well: the old SSP with the bit of 64-bit mode. That a
  forged stack switch passes for a signal is why the merged code marks its entries by bit 63.

  @SHSTK-54
  Rule: In the first interface a signal's token MUST be the old SSP with bit 0 directly below it, and sigreturn refuse every other
    The token had to name the place above itself, as tokens do: so it could not be moved.
    Source: https://lore.kernel.org/r/20220130211838.8382-30-rick.p.edgecombe@intel.com (29/35: tokens);
    https://lore.kernel.org/r/20220130211838.8382-31-rick.p.edgecombe@intel.com (30/35: signals)

    @shstk.v1-delivery
    Example: A delivery of the first interface stores SSP with bit 0 at SSP-8
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program executes CALL 0x40_1005
      When SIGUSR1 reaches the program
      Then it succeeds
      And the handler of SIGUSR1 runs with SSP END-24
      And the word at END-16 is END-8+1
      And nothing else changes

    @shstk.v1-token
    Scenario Outline: <case>: sigreturn of the first interface refuses a token of <word>
      Given a program with shadow stacks and WRSS on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program executes CALL 0x40_1005
      And SIGUSR1 reaches the program
      And the program executes WRSSQ [END-16], <word>
      And the program executes RET
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by SIGSEGV
      And nothing else changes

      Examples:
        | case       | word         |
        | mode-clear | END-8        |
        | busy       | END-8+3      |
        | elsewhere  | END+1        |
        | upstream   | END-8\|BIT63 |

    @shstk.v1-token-as-stored
    Example: The neighbour: a token of the first interface as it was stored is taken
      Given a program with shadow stacks and WRSS on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program executes CALL 0x40_1005
      And SIGUSR1 reaches the program
      And the program executes WRSSQ [END-16], END-8+1
      And the program executes RET
      When the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is END-8
      And the normal stack of the program is 1 frame deep
      And nothing else changes

    @shstk.v1-token-of-a-switch @needs-instructions
    Example: sigreturn of the first interface takes a token that was meant for RSTORSSP
      Given a program with shadow stacks and WRSS on
      And the program executes CALL 0x40_1005
      And the program executes WRSSQ [END-16], END-8+1
      And the program executes WRSSQ [END-24], END-16+1
      And the program executes RSTORSSP [END-24]
      And the program executes INCSSPQ 1
      When the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is END-8
      And nothing else changes

    @shstk.invariant-sigreturn-tokens-v1 @invariant-2 @needs-instructions
    Example: Whatever token is forged and wherever SSP is, sigreturn takes what names its place
      Given a program with shadow stacks and WRSS on
      Then whatever entry is forged and wherever SSP is, sigreturn accepts what is well formed and nothing else
