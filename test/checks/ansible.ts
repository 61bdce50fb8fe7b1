import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ensurePython } from "../../lab/setup/tooling.ts";
import type { Check } from "./check.ts";
import { verdictOf } from "./program-check.ts";

const FOLDER = "ansible";

/** Ansible reads every playbook with the roles it names; nothing is run on a host. */
export const playbooks = (say: (line: string) => void): Check => ({
  title: "playbooks",
  run: async () => {
    const program = join(await ensurePython(say), "bin/ansible-playbook");
    const files = readdirSync(FOLDER).filter((file) => file.endsWith(".yml"));
    return verdictOf({ file: program, args: ["--syntax-check", "--inventory", "localhost,", ...files], cwd: FOLDER });
  },
});
