@shstk @since-clone3 @needs-threads @needs-clone3-token
Feature: The caller of clone3 brings a shadow stack for the child
  A program that knows how deep its threads go need not spend 8 MiB on each. The series "fork: Support shadow stacks in
  clone3()" lets it map a stack, with a token on it, and name the token. The token is the proof that nobody is on that
  stack, and as with RSTORSSP it serves once.

  @SHSTK-164
  Rule: clone3 with shstk_token MUST start the child with SSP directly above the token, on no stack of the kernel
    The address is that of the token and not of the stack: of a stack that was in use before only the token says where it
    ends.
    Source: https://lore.kernel.org/r/20251218-clone3-shadow-stack-v23-4-7cb318fbb385@kernel.org (4/8):
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_alloc_thread_stack()

    @shstk.clone3-token @SHSTK-165 @needs-map-at-address
    Scenario Outline: <case>: a child by clone3(<flags>) begins on the stack that was brought
      Given a program with shadow stacks on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      When the program calls clone3(<flags>, 0x0, shstk_token=0x7_0000_0ff8)
      Then it returns 0x2
      And thread 2 begins in <home> with SSP 0x7_0000_1000
      And thread 2 owns no shadow stack
      And the word at 0x7_0000_0ff8 is 0x0
      And nothing else changes

      Examples:
        | case   | flags                  | home                                                   |
        | thread | CLONE_VM\|CLONE_THREAD | the same process                                       |
        | vfork  | CLONE_VM\|CLONE_VFORK  | a process that borrows the memory |

    @shstk.clone3-token-no-limit @SHSTK-165 @needs-map-at-address
    Example: A stack that was brought needs no room within the limit
      Given a program with shadow stacks on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program calls setrlimit(RLIMIT_STACK, 0x0)
      When the program calls clone3(CLONE_VM|CLONE_THREAD, 0x0, shstk_token=0x7_0000_0ff8)
      Then it returns 0x2
      And thread 2 begins in the same process with SSP 0x7_0000_1000
      And thread 2 owns no shadow stack
      And the word at 0x7_0000_0ff8 is 0x0
      And nothing else changes

    @shstk.clone3-token-rdssp @needs-map-at-address
    Example: The child reads its SSP directly above the token
      Given a program with shadow stacks on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program calls clone3(CLONE_VM|CLONE_THREAD, 0x0, shstk_token=0x7_0000_0ff8)
      When thread 2 executes RDSSPQ
      Then it returns 0x7_0000_1000
      And nothing else changes

  @SHSTK-165
  Rule: clone3 MUST clear the token that shstk_token names
    Two threads on one stack would return to each other's callers.
    Source: https://lore.kernel.org/r/20251218-clone3-shadow-stack-v23-4-7cb318fbb385@kernel.org (4/8):
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, arch_shstk_validate_clone()

    @shstk.clone3-token-twice @SHSTK-169 @needs-map-at-address
    Example: A second clone3 with the same token is refused
      Given a program with shadow stacks on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program calls clone3(CLONE_VM|CLONE_THREAD, 0x0, shstk_token=0x7_0000_0ff8)
      When the program calls clone3(CLONE_VM|CLONE_THREAD, 0x0, shstk_token=0x7_0000_0ff8)
      Then it fails with EINVAL
      And nothing else changes

    @shstk.clone3-token-late-failure @needs-map-at-address @needs-late-failure
    Example: A clone3 that fails for the number that it asks for has used up its token
      Given a program with shadow stacks on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      When the program calls clone3(CLONE_VM|CLONE_THREAD, 0x0, shstk_token=0x7_0000_0ff8, set_tid=used)
      Then it fails with EEXIST
      And the word at 0x7_0000_0ff8 is 0x0
      And nothing else changes

    @shstk.clone3-token-of-a-fork @needs-map-at-address
    Example: A fork uses up the token in its copy of the memory, and the parent keeps its own
      Given a program with shadow stacks on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      When the program calls clone3(0, 0x0, shstk_token=0x7_0000_0ff8)
      Then it returns 0x2
      And thread 2 begins in a process with a copy of the memory with SSP 0x7_0000_1000
      And thread 2 owns no shadow stack
      And the word at 0x7_0000_0ff8 of thread 2 is 0x0
      And the word at 0x7_0000_0ff8 is 0x7_0000_1001
      And nothing else changes

  @SHSTK-166
  Rule: clone3 MUST give -EINVAL for a shstk_token that is no multiple of 8
    A program that calls with such an address learns by this error that the kernel knows the argument.
    Source: https://lore.kernel.org/r/20251218-clone3-shadow-stack-v23-4-7cb318fbb385@kernel.org (4/8):
    https://github.com/torvalds/linux/blob/v6.12/kernel/fork.c, clone3_shadow_stack_valid()

    @shstk.clone3-token-unaligned @needs-map-at-address
    Scenario Outline: <case>: a token's address that is 4 too high, in <memory>, is refused
      Given a program with shadow stacks on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      When the program calls clone3(CLONE_VM|CLONE_THREAD, 0x0, shstk_token=<token>)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case     | memory          | token         |
        | stack    | a shadow stack  | 0x7_0000_0ffc |
        | ordinary | ordinary memory | 0x50_0ffc     |

  @SHSTK-167
  Rule: clone3 MUST give -EINVAL for a shstk_token with the feature off
    The child would not use it.
    Source: https://lore.kernel.org/r/20251218-clone3-shadow-stack-v23-4-7cb318fbb385@kernel.org (4/8):
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_alloc_thread_stack()

    @shstk.clone3-token-off @needs-map-at-address
    Example: A program without the feature brings no stack
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      When the program calls clone3(CLONE_VM|CLONE_THREAD, 0x0, shstk_token=0x7_0000_0ff8)
      Then it fails with EINVAL
      And nothing else changes

  @SHSTK-168
  Rule: clone3 MUST give -EFAULT for a shstk_token outside writable shadow-stack memory
    A token that a program can forge proves nothing.
    Source: https://lore.kernel.org/r/20251218-clone3-shadow-stack-v23-4-7cb318fbb385@kernel.org (4/8):
    https://github.com/torvalds/linux/blob/v6.12/kernel/fork.c, shstk_validate_clone()

    @shstk.clone3-token-elsewhere @needs-map-at-address @needs-memory-calls
    Scenario Outline: <case>: a token in <memory> is refused
      Given a program with shadow stacks on
      And the program executes MOV [0x50_0ff8], 0x50_1001
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program calls mprotect(0x7_0000_0000, 0x1000, PROT_READ)
      When the program calls clone3(CLONE_VM|CLONE_THREAD, 0x0, shstk_token=<token>)
      Then it fails with EFAULT
      And nothing else changes

      Examples:
        | case      | memory                       | token         |
        | ordinary  | ordinary memory              | 0x50_0ff8     |
        | unmapped  | no memory                    | 0x7_0000_1ff8 |
        | read-only | a shadow stack of PROT_READ  | 0x7_0000_0ff8 |

  @SHSTK-169
  Rule: clone3 MUST give -EINVAL where the word at shstk_token is no token of that place
    The token names its own place, so that no other word passes for one.
    Source: https://lore.kernel.org/r/20251218-clone3-shadow-stack-v23-4-7cb318fbb385@kernel.org (4/8):
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, arch_shstk_validate_clone()

    @shstk.clone3-no-token @needs-map-at-address
    Scenario Outline: <case>: a clone3 that finds <word> at 0x7_0000_0ff8 is refused
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program executes WRSSQ [0x7_0000_0ff8], <word>
      When the program calls clone3(CLONE_VM|CLONE_THREAD, 0x0, shstk_token=0x7_0000_0ff8)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case      | word          |
        | nothing   | 0x0           |
        | no-bit-0  | 0x7_0000_1000 |
        | 8-lower   | 0x7_0000_0ff9 |
        | 8-higher  | 0x7_0000_1009 |
        | of-a-switch | 0x7_0000_1003 |

  @SHSTK-170
  Rule: The stack that the caller of clone3 brought MUST stay mapped at the end of the child
    Who maps it unmaps it, or gives it to the next thread.
    Source: https://lore.kernel.org/r/20251218-clone3-shadow-stack-v23-4-7cb318fbb385@kernel.org (4/8):
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_alloc_thread_stack(), the child
    has no base, and shstk_free()

    @shstk.clone3-brought-stays @needs-map-at-address
    Example: The stack that was brought stays when the child ends
      Given a program with shadow stacks on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program calls clone3(CLONE_VM|CLONE_THREAD, 0x0, shstk_token=0x7_0000_0ff8)
      When thread 2 calls exit()
      Then it succeeds
      And thread 2 is gone
      And 0x7_0000_0000 to 0x7_0000_1000 is shadow-stack memory
      And nothing else changes
