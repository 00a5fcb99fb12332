/** Where a kernel image lies in memory: its physical base, given or worked out from /proc/iomem. */
import { u64 } from '../../../model/core/u64';
import { LINK_BASE, paSymbol } from '../../../model/heki/ranges';
import { printable } from '../../../subjects/text';
import { LayoutError } from './layout-error';
import type { Image } from './symbols';

const LINE = /^\s*([0-9a-fA-F]{1,16})-([0-9a-fA-F]{1,16}) : (.+)$/;

/**
 * The physical address of the link base, modulo 2^64: negative against the link address where the kernel was moved
 * further in its address space than in memory.
 * @throws LayoutError where nothing says it, or two sources contradict each other
 */
export function physBaseOf(image: Image, given: bigint | null, iomem: readonly string[]): bigint {
  const lines = iomem.length > 0 ? iomem : image.iomem;
  const code = resourceOf(lines, 'Kernel code');
  if (code !== null) expectLength(image, code);
  const seen = code === null ? null : u64(code.start - (firstOf(image) - LINK_BASE));
  if (given !== null && seen !== null && given !== seen) {
    throw new LayoutError(
      `the physical base was given as 0x${given.toString(16)}, and iomem says 0x${seen.toString(16)}`,
    );
  }
  const base = given ?? seen;
  if (base === null) {
    const why =
      lines.length > 0
        ? 'iomem has no line "Kernel code"'
        : 'a symbol table does not say where the kernel lies in memory';
    throw new LayoutError(
      `${why}: give --phys-base, or --iomem with a copy of /proc/iomem that root has made`,
    );
  }
  expectRodata(image, base, lines);
  return base;
}

/** The first byte of what iomem calls Kernel code. */
function firstOf({ text, symbols }: Image): bigint {
  return text ?? symbols._stext ?? 0n;
}

/** Linux enters `_text` to `_etext` into iomem: of another length, it is another kernel's. */
function expectLength(image: Image, code: Resource): void {
  const [first, after] = [firstOf(image), image.symbols._etext ?? 0n];
  const [listed, linked] = [code.end - code.start + 1n, after - first];
  if (listed === linked) return;
  const name = image.text === null ? '_stext' : '_text';
  throw new LayoutError(
    `iomem and symbols are of two kernels: Kernel code has 0x${listed.toString(16)} bytes in iomem, and ${name} to _etext are 0x${linked.toString(16)}`,
  );
}

/** Both come from one boot only if the second thing that they share agrees too. */
function expectRodata(image: Image, base: bigint, lines: readonly string[]): void {
  const rodata = resourceOf(lines, 'Kernel rodata')?.start ?? null;
  const wanted = paSymbol(image.symbols.__start_rodata ?? 0n, base);
  if (rodata === null || rodata === wanted) return;
  throw new LayoutError(
    `iomem is not of this boot: it has Kernel rodata at 0x${rodata.toString(16)}, the symbols put it at 0x${wanted.toString(16)}`,
  );
}

interface Resource {
  readonly start: bigint;
  /** The last byte. */
  readonly end: bigint;
}

function resourceOf(lines: readonly string[], name: string): Resource | null {
  const rows = lines
    .filter((line) => line.trim() !== '')
    .map((line) => ({ line, match: LINE.exec(line.trimEnd()) }));
  const bad = rows.find(({ match }) => !match);
  if (bad)
    throw new LayoutError(`"${printable(bad.line, 80)}" is no line of iomem: "start-end : name" is expected`);
  const found = rows.filter(({ match }) => match?.[3] === name);
  if (found.length > 1)
    throw new LayoutError(`iomem has ${found.length} lines "${name}": which one is meant?`);
  const row = found[0]?.match;
  if (!row) return null;
  const [start, end] = [BigInt(`0x${row[1]}`), BigInt(`0x${row[2]}`)];
  if (end === 0n)
    throw new LayoutError('iomem shows all addresses as 0: it hides them from this reader; read it as root');
  return { start, end };
}
