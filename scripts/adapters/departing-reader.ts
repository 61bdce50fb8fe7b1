/**
 * What a reader of standard output means who closes its end early: like `head`, it has seen what it wanted, and the command ends.
 * After `stay` it means nothing: a run that changes the world goes on, whoever watched it.
 */
export function departingReader(exit: () => void): { readonly onError: (error: NodeJS.ErrnoException) => void; readonly stay: () => void } {
  let stays = false;
  return {
    onError: (error) => {
      if (stays) return;
      if (error.code === "EPIPE") return exit();
      throw error;
    },
    stay: () => void (stays = true),
  };
}
