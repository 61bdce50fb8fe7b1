/** The `uses:` lines of a workflow that do not name a whole commit, with its version as a comment. */
export function unpinnedActions(workflow: string): readonly string[] {
  const uses = workflow.split("\n").map((line) => line.trim()).filter((line) => /^(- )?uses\s*:/.test(line));
  return uses.filter((line) => !/^(- )?uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line));
}
