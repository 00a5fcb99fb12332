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
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      When SIGUSR1 reaches the program
      Then it succeeds
      And the word at 0x7fff_f7df_fff0 is 0x7fff_f7df_fff9
      And the handler of SIGUSR1 runs with SSP 0x7fff_f7df_ffe8
      And nothing else changes

    @shstk.v1-token
    Scenario Outline: <case>: sigreturn with a token of <word> <does>
      Given a program with shadow stacks and WRSS on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      And SIGUSR1 has reached the program
      And the program has executed WRSSQ [0x7fff_f7df_fff0], <word>
      And the program has executed RET
      When the program calls sigreturn()
      Then it <does>

      Examples:
        | case       | word                  | does                              |
        | as-stored  | 0x7fff_f7df_fff9      | succeeds                          |
        | mode-clear | 0x7fff_f7df_fff8      | faults with SI_KERNEL with trap 0 |
        | busy       | 0x7fff_f7df_fffb      | faults with SI_KERNEL with trap 0 |
        | elsewhere  | 0x7fff_f7e0_0001      | faults with SI_KERNEL with trap 0 |
        | upstream   | 0x8000_7fff_f7df_fff8 | faults with SI_KERNEL with trap 0 |

    @shstk.v1-token-of-a-switch @needs-instructions
    Example: sigreturn of the first interface takes a token that was meant for RSTORSSP
      Given a program with shadow stacks and WRSS on
      And the program has executed CALL 0x40_1005
      And the program has executed WRSSQ [0x7fff_f7df_fff0], 0x7fff_f7df_fff9
      And the program has executed WRSSQ [0x7fff_f7df_ffe8], 0x7fff_f7df_fff1
      And the program has executed RSTORSSP [0x7fff_f7df_ffe8]
      And the program has executed INCSSPQ 1
      When the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is 0x7fff_f7df_fff8
      And nothing else changes

    @shstk.invariant-sigreturn-tokens-v1 @invariant-2 @needs-instructions
    Example: Whatever token is forged and wherever SSP is, sigreturn takes what names its place
      Given a program with shadow stacks and WRSS on
      Then whatever entry is forged and wherever SSP is, sigreturn accepts what is well formed and nothing else
