const BITS = 32;

/** A block of IPv4 addresses: its first address as a number, and how many leading bits are fixed. */
export type Block = { readonly first: number; readonly prefix: number };

/** Reads `a.b.c.d/n`; undefined when it is no block or has bits set beyond its prefix. */
export function parseBlock(text: string): Block | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
  if ([a, b, c, d].some((byte) => byte > 255) || prefix > BITS) return undefined;
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  return first % size(prefix) === 0 ? { first, prefix } : undefined;
}

/** Writes a block as `a.b.c.d/n`. */
export function showBlock({ first, prefix }: Block): string {
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${bytes.join(".")}/${prefix}`;
}

/** Whether every address of `inner` lies in `outer`. */
export function contains(outer: Block, inner: Block): boolean {
  return inner.prefix >= outer.prefix && inner.first - (inner.first % size(outer.prefix)) === outer.first;
}

/** The first `count` blocks of the given prefix in `block`, side by side; throws when they do not fit. */
export function subnets(block: string, prefix: number, count: number): readonly string[] {
  const whole = parseBlock(block);
  if (!whole) throw new Error(`'${block}' is not a block of IPv4 addresses`);
  if (prefix > BITS || count * size(prefix) > size(whole.prefix)) {
    throw new Error(`${count} blocks of /${prefix} do not fit in ${block}`);
  }
  return Array.from({ length: count }, (_, at) => showBlock({ first: whole.first + at * size(prefix), prefix }));
}

function size(prefix: number): number {
  return 2 ** (BITS - prefix);
}
