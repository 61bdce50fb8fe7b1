/** A service unit for a Node program whose settings come as JSON in one variable. */
export function nodeUnit(unit: {
  readonly description: string;
  readonly program: string;
  readonly variable: string;
  readonly settings: unknown;
}): string {
  // systemd takes a backslash and a percent sign inside quotes for its own: https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#Environment=
  const value = JSON.stringify(unit.settings).replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("%", "%%");
  return [
    "[Unit]",
    `Description=${unit.description}`,
    // Never gives up: what it needs may come later.
    "StartLimitIntervalSec=0",
    "[Service]",
    `Environment='${unit.variable}=${value}'`,
    `ExecStart=/usr/bin/node ${unit.program}`,
    "Restart=always",
    "RestartSec=200ms",
    "StateDirectory=cloudflare",
    "[Install]",
    "WantedBy=multi-user.target",
    "",
  ].join("\n");
}
