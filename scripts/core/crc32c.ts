import crc32 from "hash-wasm/dist/crc32.umd.min.js";

const CASTAGNOLI = 0x82f63b78;
/** One for all: what it has come to is taken out of it after each chunk, eight bytes. Node has none of this polynomial. */
const hasher = await crc32.createCRC32(CASTAGNOLI);
const nothing = hasher.init().save();

/** A CRC-32C that grows with each chunk and reads as object stores write it: base64 of four big-endian bytes. */
export type Crc32c = { readonly update: (chunk: Uint8Array) => void; readonly base64: () => string };

/** Begins a checksum; any number may grow side by side. */
export function crc32c(): Crc32c {
  let state = nothing;
  return {
    update: (chunk) => void (state = hasher.load(state).update(chunk).save()),
    base64: () => Buffer.from(hasher.load(state).digest("binary")).toString("base64"),
  };
}

/** The checksum of bytes already in memory. */
export function crc32cOf(bytes: Uint8Array): string {
  const sum = crc32c();
  sum.update(bytes);
  return sum.base64();
}
