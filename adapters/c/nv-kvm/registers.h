/* registers.h: names of KVM_GET_ONE_REG (include/uapi/linux/kvm.h, arch/arm64/include/uapi/asm/kvm.h). */
#ifndef NV_REGISTERS_H
#define NV_REGISTERS_H
#include <stddef.h>

#include "vcpu.h"

#define CORE_ID(field) (KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE | (offsetof(struct kvm_regs, field) / sizeof(uint32_t)))
#define X_ID(n) (CORE_ID(regs.regs[0]) + 2 * (n))
extern const uint64_t reg_id[REG_COUNT];
#endif
