/** One algorithm of the library by itself, 7 kB in place of 260. */
declare module "hash-wasm/dist/crc32.umd.min.js" {
  const crc32: Pick<typeof import("hash-wasm"), "createCRC32">;
  export = crc32;
}
