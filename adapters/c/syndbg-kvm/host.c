/* What /dev/kvm is here: opened, and asked what does not change while the process lives. */
#define _GNU_SOURCE
#include <cpuid.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../init.h"
#include "kvm.h"

struct host host;

int put_file(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  ssize_t written = write(fd, text, strlen(text));
  int failed = errno;
  close(fd);
  errno = failed;
  return written < 0 ? -1 : 0;
}

bool file_says_yes(const char *path) {
  char first = 'N';
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  if (read(fd, &first, 1) != 1) first = 'N';
  close(fd);
  return first == 'Y' || (first >= '1' && first <= '9');
}

int host_extension(unsigned cap) {
  return ioctl(host.kvm, KVM_CHECK_EXTENSION, (unsigned long)cap);
}

int host_lists_msr(bool feature, u32 msr) {
  static struct {
    struct kvm_msr_list head;
    u32 msrs[4096];
  } list;
  list.head.nmsrs = sizeof list.msrs / sizeof *list.msrs;
  if (ioctl(host.kvm, feature ? KVM_GET_MSR_FEATURE_INDEX_LIST : KVM_GET_MSR_INDEX_LIST, &list)) return -1;
  for (u32 i = 0; i < list.head.nmsrs; i++)
    if (list.msrs[i] == msr) return 1;
  return 0;
}

void host_keep_one(void) {
  int vm = ioctl(host.kvm, KVM_CREATE_VM, 0);
  if (vm >= 0) ioctl(vm, KVM_CREATE_VCPU, 0);
}

bool host_is_amd(void) {
  unsigned eax, ebx = 0, ecx, edx;
  __cpuid(0, eax, ebx, ecx, edx);
  return ebx == signature_AMD_ebx || ebx == 0x6f677948;
}

static bool missing(const char *what, const char *how) {
  init_say("syndbg-kvm: %s%s%s", what, how[0] == '\0' ? "" : ": ", how);
  return false;
}

bool host_open(bool init) {
  host.init = init;
  host.kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
  if (host.kvm < 0 && errno == ENOENT)
    return missing("there is no /dev/kvm", "load kvm_intel or kvm_amd, on a CPU with VMX or SVM, or judge a kernel in an emulator");
  if (host.kvm < 0 && errno == EACCES) return missing("/dev/kvm may not be opened", "run this as a member of its group, kvm");
  if (host.kvm < 0) return missing("/dev/kvm cannot be opened", strerror(errno));
  int version = ioctl(host.kvm, KVM_GET_API_VERSION, 0), size = ioctl(host.kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
  if (version != KVM_API_VERSION) return missing("/dev/kvm speaks another version of the API than 12", "");
  if (size < (int)sizeof(struct kvm_run)) return missing("/dev/kvm gives no run structure", "");
  host.run_size = (size_t)size;
  host.address_bits = 36;
  if (!leaves_open()) return missing("KVM_GET_SUPPORTED_CPUID", strerror(errno));
  host.has_hyperv = host_lists_msr(false, MSR_GUEST_OS_ID) == 1;
  host.vmmcall = host_is_amd();
  host.emulator = file_says_yes("/sys/module/kvm/parameters/force_emulation_prefix");
  if (!init && file_says_yes("/sys/module/kvm/parameters/ignore_msrs"))
    init_say("syndbg-kvm: kvm.ignore_msrs is on here: accesses to unknown MSRs will not fault as they should");
  guest_image();
  return true;
}
