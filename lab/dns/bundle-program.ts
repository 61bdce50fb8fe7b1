import { build } from "esbuild";

/** One file that Node on a host can run, made of a program and all it imports. */
export async function bundleProgram(entryPoint: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entryPoint],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    write: false,
    logLevel: "error",
  });
  const [file] = outputFiles;
  if (!file) throw new Error(`esbuild gave no output for ${entryPoint}.`);
  return file.text;
}
