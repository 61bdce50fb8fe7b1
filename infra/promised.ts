import type { Input } from "@pulumi/pulumi";

/** The same shape as `T`, any part of which may still be on its way: what a program returns for a stack's outputs. */
export type Promised<T> =
  | Input<T>
  | (T extends readonly (infer Item)[]
      ? readonly Promised<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]: Promised<T[Key]> }
        : never);
