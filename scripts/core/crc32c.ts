const CASTAGNOLI = 0x82f63b78;
const LANES = 8;

/** One table per lane: tables[k] is the effect of a byte that k more bytes follow. */
const tables = Array.from({ length: LANES }, () => new Int32Array(256));
tables.forEach((table, lane) => {
  for (let byte = 0; byte < 256; byte += 1) table[byte] = lane === 0 ? alone(byte) : shifted(at(tables[lane - 1], byte));
});

function alone(byte: number): number {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ CASTAGNOLI : value >>> 1;
  return value;
}

function shifted(value: number): number {
  return at(tables[0], value) ^ (value >>> 8);
}

/** A table has an entry for every byte; this says so to the compiler, not to the reader. */
function at(table: Int32Array | undefined, index: number): number {
  return (table as Int32Array)[index & 0xff] as number;
}

/** A CRC-32C that grows with each chunk and reads as object stores write it: base64 of four big-endian bytes. */
export type Crc32c = { readonly update: (chunk: Uint8Array) => void; readonly base64: () => string };

/** Begins a checksum; Node has none of this polynomial. Eight bytes a turn, because a backup is checked on the day too. */
export function crc32c(): Crc32c {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables;
  let state = -1;
  return {
    update: (chunk) => {
      const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const end = chunk.length - (chunk.length % LANES);
      let value = state;
      for (let i = 0; i < end; i += LANES) {
        const low = value ^ view.getInt32(i, true);
        const high = view.getInt32(i + 4, true);
        value =
          at(t7, low) ^ at(t6, low >>> 8) ^ at(t5, low >>> 16) ^ at(t4, low >>> 24) ^
          at(t3, high) ^ at(t2, high >>> 8) ^ at(t1, high >>> 16) ^ at(t0, high >>> 24);
      }
      for (let i = end; i < chunk.length; i += 1) value = at(t0, value ^ view.getUint8(i)) ^ (value >>> 8);
      state = value;
    },
    base64: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeInt32BE(~state);
      return bytes.toString("base64");
    },
  };
}

/** The checksum of bytes already in memory. */
export function crc32cOf(bytes: Uint8Array): string {
  const sum = crc32c();
  sum.update(bytes);
  return sum.base64();
}
