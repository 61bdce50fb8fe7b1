import type { ArchiveVerdict, BackupVerdict } from "../../core/archive-check.ts";
import type { Level } from "../../core/verification-ages.ts";

/** One backup that was looked at, and how long that took. */
export type Checked = BackupVerdict & { readonly seconds: number; /** Of level 3: how long the restore itself took. */ readonly restoreSeconds?: number };

/** What a level found, of backups and of the archive as a whole. */
export type LevelResult = { readonly level: Level; readonly backups: readonly Checked[]; readonly findings: ArchiveVerdict["findings"] };

/** Whether a level found nothing. */
export const passed = ({ backups, findings }: LevelResult): boolean => findings.length === 0 && backups.every((backup) => backup.findings.length === 0);

/** What a level found, and how many receipts it wrote; null where the key that signs them is missing. */
export type Outcome = { readonly result: LevelResult; readonly recorded: number | null };
