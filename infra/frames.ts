const MISPLACED = /(\/node_modules\/@pulumi)\/([^/\s]+\.ts:)/g;

/**
 * Puts the frames of Pulumi's SDK back where its files are. Its source maps say `node_modules/@pulumi/resource.ts`, and
 * Node's printer of errors never ends on a scope without a package: a failing program would hang and not say why.
 * Mended in Node by https://github.com/nodejs/node/pull/64022, which Node 20.20 does not have.
 */
export function inPlace(stack: string): string {
  return stack.replaceAll(MISPLACED, "$1/pulumi/$2");
}

type Printer = { prepareStackTrace?: (error: Error, frames: NodeJS.CallSite[]) => unknown };

/** Keeps every error that this process prints from now on printable. */
export function keepFramesInPlace(): void {
  // Node's types have it always there; in fact it is, once Pulumi has installed its own.
  const printer: Printer = Error;
  const prepare = printer.prepareStackTrace;
  if (prepare) printer.prepareStackTrace = (error, frames) => inPlace(String(prepare(error, frames)));
}
