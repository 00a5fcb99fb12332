/** Whether a file is a kernel that the emulator can start at all, before it is tried: an emulator's own words say little. */
import { hasPvhEntry } from './elf';
import type { Architecture } from './guests';

/**
 * @param bytes as the build left them
 * @param path for the message
 * @throws RangeError where it is none: says what it has to be
 */
export function checkKernel(bytes: Buffer, architecture: Architecture, path: string): void {
  const why = architecture === 'amd64' ? whyNotAmd64(bytes) : whyNotArm64(bytes);
  if (why !== null) throw new RangeError(`the kernel ${path} cannot be started: ${why}`);
}

/** Documentation/arch/x86/boot.rst: "HdrS" at 0x202. */
function whyNotAmd64(bytes: Buffer): string | null {
  const wanted = 'give arch/x86/boot/bzImage, or a vmlinux that was built with CONFIG_PVH';
  if (isElf(bytes))
    return hasPvhEntry(bytes) ? null : `it is an ELF file without a PVH entry of 64 bits: ${wanted}`;
  if (bytes.toString('latin1', 0x202, 0x206) === 'HdrS') return null;
  if (isArm64Image(bytes)) return `it is a kernel for arm64: ${wanted}`;
  return `it is no bzImage and no ELF file: ${wanted}`;
}

/** Documentation/arch/arm64/booting.rst: "ARM\x64" at 56; QEMU takes Image.gz too, which is unpacked for it. */
function whyNotArm64(bytes: Buffer): string | null {
  const wanted = 'give arch/arm64/boot/Image or Image.gz';
  if (isArm64Image(bytes) || bytes.toString('hex', 0, 2) === '1f8b') return null;
  if (isElf(bytes)) return `it is an ELF file: ${wanted}`;
  return `it is no Image: ${wanted}`;
}

function isElf(bytes: Buffer): boolean {
  return bytes.toString('hex', 0, 4) === '7f454c46';
}

function isArm64Image(bytes: Buffer): boolean {
  return bytes.toString('latin1', 56, 60) === 'ARMd';
}
