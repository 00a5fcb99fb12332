@shstk @only-v1
Feature: What the first series promised holds in its own code
  The cover letter speaks of the series that it came with. So do these, in what that series can be asked.

  @SHSTK-04
  Rule: A return through a frame that is older than ENABLE MUST NOT succeed
    Its return address is on the normal stack alone, where an attacker may have changed it.
    Source: https://lore.kernel.org/r/20220130211838.8382-1-rick.p.edgecombe@intel.com (cover letter), as quoted
    in https://lore.kernel.org/r/87fsozek0j.ffs@tglx, which speaks of a shadow stack violation; recordings/shstk:
    a page fault at the end of the new, empty stack

    @shstk.v1-return-older-than-enable
    Example: In the first interface the function that called ENABLE cannot return
      Given a program with shadow stacks off
      And the program executes CALL 0x40_1005
      And the program calls arch_prctl(ENABLE, SHSTK)
      When the program executes RET
      Then the program is killed by SIGSEGV

  @SHSTK-09
  Rule: Shadow-stack memory MUST be made by a system call of its own, and by no flag of mmap
    Memory that was ordinary before would come with words that an attacker chose.
    Source: https://lore.kernel.org/r/20220130211838.8382-1-rick.p.edgecombe@intel.com (cover letter), as quoted
    in https://lore.kernel.org/r/87fsozek0j.ffs@tglx

    @shstk.v1-mmap-is-ordinary
    Example: In the first interface, too, mmap makes ordinary memory alone
      Given a program with shadow stacks on
      When the program calls mmap(0x0, 0x1000, PROT_READ|PROT_WRITE|PROT_EXEC)
      Then it returns 0x7fff_f7fe_f000
      And 0x7fff_f7fe_f000 to 0x7fff_f7ff_0000 is ordinary memory
      And nothing else changes

  @SHSTK-10 @needs-context-switch
  Rule: The kernel MUST change the CET state where it is, in the registers or in the saved image, so that the change outlasts the next switch
    The kernel may be interrupted between looking where the state is and changing it.
    Source: https://lore.kernel.org/r/20220130211838.8382-1-rick.p.edgecombe@intel.com (cover letter), as quoted
    in https://lore.kernel.org/r/87fsozek0j.ffs@tglx

    @shstk.v1-enable-while-out
    Example: In the first interface a task that was switched out within ENABLE has its stack when it goes on
      Given a program with shadow stacks off
      When the program is switched out
      And the program calls arch_prctl(ENABLE, SHSTK)
      And the program is switched in
      And the program executes RDSSPQ
      Then it returns 0x7fff_f7e0_0000
      And nothing else changes

  @SHSTK-143 @needs-amd
  Rule: In the first interface shadow stacks MUST be off on a CPU by another vendor than Intel
    Nobody had tested it there, and what is not tested was not to trouble users.
    Source: https://lore.kernel.org/r/20220130211838.8382-36-rick.p.edgecombe@intel.com (35/35: Intel alone),
    until somebody has tested others; https://lore.kernel.org/r/87fsozek0j.ffs@tglx asks for them

    @shstk.v1-other-vendor
    Example: In the first interface a CPU by AMD has no shadow stacks
      Given the machine has:
        | a CPU by | amd |
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it fails with EOPNOTSUPP
      And nothing else changes

    @shstk.v1-other-vendor-map
    Example: In the first interface a CPU by AMD has no shadow-stack memory
      Given the machine has:
        | a CPU by | amd |
      When the program calls map_shadow_stack(0x1000, 0x0)
      Then it fails with ENOSYS
      And nothing else changes

    @shstk.v1-this-vendor @neighbour @SHSTK-02
    Example: The neighbour: in the first interface a CPU by Intel has them
      Given the machine has:
        | a CPU by | intel |
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And the program has shadow stacks on
      And the SSP of the program is END
      And the program owns the shadow stack BASE to END
      And nothing else changes
