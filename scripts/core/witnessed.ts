import { createHash } from "node:crypto";

/** Chunks that pass through, and what passed by now. */
export type Witnessed = { readonly chunks: AsyncIterable<Uint8Array>; readonly seen: () => { readonly bytes: number; readonly sha256: string } };

/** Passes chunks on, counts and hashes them; `seen` is asked once, when all have passed. */
export function witnessed(chunks: AsyncIterable<Uint8Array>, alsoSee: (chunk: Uint8Array) => void = () => undefined): Witnessed {
  const hash = createHash("sha256");
  let bytes = 0;
  async function* passing(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      alsoSee(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  return { chunks: passing(), seen: () => ({ bytes, sha256: hash.digest("hex") }) };
}
