import xterm from "@xterm/headless";

/** A real terminal's screen without a window: what a person sees after everything written to it. */
export function emulatedScreen(columns: number, rows: number) {
  const emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
  let written: Promise<void> = Promise.resolve();
  return {
    write: (text: string) => void (written = written.then(() => new Promise<void>((resolve) => emulator.write(text, resolve)))),
    size: () => ({ columns: emulator.cols, rows: emulator.rows }),
    resize: async (newColumns: number, newRows: number) => {
      await written;
      emulator.resize(newColumns, newRows);
    },
    /** Every line there is, scrolled away or not, without empty ones at the end. */
    lines: async (): Promise<readonly string[]> => {
      await written;
      const { active } = emulator.buffer;
      const lines = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? "");
      return lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
    },
  };
}
