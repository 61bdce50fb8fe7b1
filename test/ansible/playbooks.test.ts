import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const ROLES = "ansible/roles";
const TASKS_A_HOST = 10;

type Task = Readonly<Record<string, unknown>>;
type Play = { readonly name?: string; readonly hosts: string; readonly roles?: readonly { readonly role: string }[]; readonly tasks?: readonly Task[] };

const read = (file: string): unknown => parse(readFileSync(file, "utf8"));
const tasksOf = (role: string, file: string): readonly Task[] => read(join(ROLES, role, "tasks", `${file}.yml`)) as readonly Task[];

const keywords = new Set(["name", "register", "when", "changed_when", "failed_when", "check_mode", "until", "retries", "delay", "no_log", "vars"]);
const modulesOf = (task: Task): readonly string[] => Object.keys(task).filter((key) => !keywords.has(key));
const isCommand = (task: Task) => "ansible.builtin.command" in task || "ansible.builtin.shell" in task;

/** A play's tasks as Ansible would list them, imports followed; those behind a switch that is off on the day left out. */
function played(tasks: readonly Task[], role: string): readonly Task[] {
  return tasks.flatMap((task) => {
    if (offOnTheDay(task)) return [];
    const file = task["ansible.builtin.import_tasks"];
    if (typeof file === "string") return played(tasksOf(role, file.replace(".yml", "")), role);
    const imported = task["ansible.builtin.import_role"] as { name: string; tasks_from?: string } | undefined;
    return imported === undefined ? [task] : played(tasksOf(imported.name, imported.tasks_from ?? "main"), imported.name);
  });
}

const switchesOffOnTheDay = ["agent_install_packages", "app_install_packages", "cache_install_packages", "caretaker_install_packages", "database_install_packages", "exporter_install_packages", "search_install_packages", "warden_install_packages", "app_started", "cache_started", "database_disk | length > 0"];
const offOnTheDay = ({ when }: Task) => typeof when === "string" && switchesOffOnTheDay.includes(when);

const playbooks = readdirSync("ansible").filter((file) => file.endsWith(".yml"));
const allTasks = readdirSync(ROLES).flatMap((role) =>
  readdirSync(join(ROLES, role, "tasks")).flatMap((file) => tasksOf(role, file.replace(".yml", "")).map((task) => [`${role}/${file}: ${String(task["name"])}`, task] as const)),
);

/** What one host does in a play: a play of several groups imports a role for each of them. */
const shares = ({ roles = [], tasks = [] }: Play): readonly (readonly Task[])[] => [
  ...roles.map(({ role }) => played(tasksOf(role, "main"), role)),
  ...tasks.map((task) => played([task], "")),
];

describe.each(playbooks)("%s", (playbook) => {
  test(`no host has more than ${TASKS_A_HOST} tasks a play on the day`, () => {
    for (const share of (read(join("ansible", playbook)) as readonly Play[]).flatMap(shares)) {
      expect(share.length).toBeGreaterThan(0);
      expect(share.length).toBeLessThanOrEqual(TASKS_A_HOST);
    }
  });
});

describe.each(allTasks)("%s", (_name, task) => {
  test("has a name and uses a module of ansible-core, or the kit's own", () => {
    expect(task["name"]).toEqual(expect.any(String));
    const foreign = modulesOf(task).filter((key) => key !== "place_files" && !key.startsWith("ansible.builtin."));
    expect(foreign).toEqual([]);
  });

  test("a command says when it changes something", () => {
    const command = task["ansible.builtin.command"] as { creates?: string } | undefined;
    expect(!isCommand(task) || "changed_when" in task || command?.creates !== undefined).toBe(true);
  });
});

test("a command that only looks does so under --check as well: what follows is decided by what it saw", () => {
  const looks = allTasks.filter(([, task]) => isCommand(task) && task["changed_when"] === false);
  expect(looks.length).toBeGreaterThan(8);
  expect(looks.filter(([, task]) => task["check_mode"] !== false).map(([name]) => name)).toEqual([]);
});

const template = (role: string, file: string): string => readFileSync(join(ROLES, role, "templates", file), "utf8");

test("a server that listens on the machine's address waits for it, and no unit of ours is ever given up", () => {
  const servers = [template("cache", "valkey.service.j2"), template("database", "postgresql.service.j2")];
  for (const unit of servers) expect(unit).toMatch(/^Wants=network-online\.target\nAfter=network-online\.target$/m);
  const patient = /^StartLimitIntervalSec=0$|^RestartSec=5$/m;
  for (const unit of [...servers, template("app", "service.j2"), template("agent", "failover-agent.service.j2"), template("warden", "failover-watch.service.j2")]) expect(unit).toMatch(patient);
});

test("the kernel may end a session of the database's, never its server: each session gives up what the unit protects", () => {
  expect(template("database", "postgresql.service.j2")).toContain("Environment=PG_OOM_ADJUST_FILE=/proc/self/oom_score_adj");
});

test("a task that a timer begins has an end: systemd gives one that says nothing of it for ever", () => {
  const timed = readdirSync(ROLES).flatMap((role) => (existsSync(join(ROLES, role, "templates")) ? readdirSync(join(ROLES, role, "templates")) : []).filter((file) => file.endsWith(".service.j2")).map((file) => template(role, file)).filter((unit) => unit.includes("Type=oneshot")));
  expect(timed).toHaveLength(4);
  for (const unit of timed) expect(unit).toMatch(/^TimeoutStartSec=.+$/m);
});

test("the server writes nothing down while the owner's password passes", () => {
  const [before = ""] = template("database", "owner.sql.j2").split("database_owner_password");
  for (const setting of ["log_statement = 'none'", "log_min_duration_statement = -1", "log_min_error_statement = 'panic'", "pg_stat_statements.track = 'none'"]) expect(before).toContain(`SET ${setting};`);
});

test("no timer of the image's restarts a server for a new version", () => {
  for (const [role, server] of [["cache", "valkey-server"], ["database", "postgresql-17"]] as const) {
    const [, prefix = "nothing"] = /Unattended-Upgrade::Package-Blacklist \{ "([^"]+)"; \};/.exec(readFileSync(join(ROLES, role, "vars/main.yml"), "utf8")) ?? [];
    expect(server.startsWith(prefix)).toBe(true);
  }
});

test("a task that is handed a secret does not log it", () => {
  const secret = /__agent_files|__app_files|__caretaker_files|__caretaker_key_lines|__exporter_files|__warden_files|owner\.sql/;
  const handed = allTasks.filter(([, task]) => secret.test(JSON.stringify(task)));
  expect(handed.map(([, task]) => task["no_log"])).toEqual(handed.map(() => true));
  expect(handed).toHaveLength(7);
});

test("a service is restarted because it runs on what is no longer there, not because this play was the one that wrote it", () => {
  const restarts = allTasks.flatMap(([name, task]) => {
    const state = (task["ansible.builtin.systemd_service"] as { state?: string } | undefined)?.state ?? "";
    return state.includes("restarted") && state !== "restarted" ? [{ name, state }] : [];
  });
  expect(restarts.map(({ name }) => name.split("/")[0])).toEqual(["agent", "app", "cache", "database", "search", "warden"]);
  expect(restarts.filter(({ state }) => !state.includes(".outdated"))).toEqual([]);
});

test.each(["agent", "app", "cache", "caretaker", "database", "exporter", "warden"])("the role %s is a table of contents: preflight, install, configure", (role) => {
  expect(tasksOf(role, "main").map((task) => task["ansible.builtin.import_tasks"])).toEqual(["preflight.yml", "install.yml", "configure.yml"]);
});

test("the README lists every variable of every role", () => {
  const readme = readFileSync("ansible/README.md", "utf8");
  const known = readdirSync(ROLES).flatMap((role) => {
    const specs = read(join(ROLES, role, "meta/argument_specs.yml")) as { argument_specs: Record<string, { options: Record<string, unknown> }> };
    return Object.values(specs.argument_specs).flatMap(({ options }) => Object.keys(options));
  });
  const listed = (name: string) => readme.includes(`\`${name}\``) || /_(packages|install_packages)$/.test(name);
  expect(known.filter((name) => !listed(name))).toEqual([]);
});

test("every timer of the kit's that a message or a document names is made by a role, with its service beside it", () => {
  const texts = [...readdirSync("scripts", { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts")).map((file) => join("scripts", file)), "docs/runbook.md"].map((file) => readFileSync(file, "utf8"));
  const named = new Set(texts.flatMap((text) => text.match(/failover-[a-z0-9-]+\.timer/g) ?? []));
  const made = readdirSync(ROLES).flatMap((role) => (existsSync(join(ROLES, role, "vars/main.yml")) ? (readFileSync(join(ROLES, role, "vars/main.yml"), "utf8").match(/failover-[a-z0-9-]+\.(timer|service)(?=\n)/g) ?? []) : []));
  expect([...named].filter((timer) => !made.includes(timer))).toEqual([]);
  const begins = (timer: string) => /^Unit=(\S+)$/m.exec(readdirSync(ROLES).map((role) => join(ROLES, role, "templates", `${timer}.j2`)).filter((file) => existsSync(file)).map((file) => readFileSync(file, "utf8")).join("\n"))?.[1] ?? timer.replace(".timer", ".service");
  expect(made.filter((unit) => unit.endsWith(".timer")).filter((timer) => !made.includes(begins(timer)))).toEqual([]);
});

test("no role needs a collection", () => {
  expect(existsSync("ansible/requirements.yml")).toBe(false);
});
