import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";

const role = (file: string): string => readFileSync(`ansible/roles/exporter/${file}`, "utf8");
type Task = { readonly "ansible.builtin.systemd_service"?: { readonly name: string; readonly enabled?: string; readonly state?: string } };
const timers = (parse(role("tasks/configure.yml")) as readonly Task[]).flatMap(({ "ansible.builtin.systemd_service": timer }) => timer ?? []);
const settingsOf = (name: string): readonly string[] => role(`templates/${name}.j2`).split("\n").filter((line) => /^(On\w+|Unit|WantedBy)=/.test(line));

test("after a boot the first export does not wait a whole interval, and is of the same unit as every other, so that no two are at work", () => {
  expect(settingsOf("failover-export-after-boot.timer")).toEqual(["OnActiveSec=2min", "Unit=failover-export.service", "WantedBy=timers.target"]);
  expect(role("vars/main.yml")).toContain("path: /etc/systemd/system/failover-export-after-boot.timer");
});

test("it is on where the other timer is, and only a boot starts it: a role that is played begins no export", () => {
  const named = (name: string) => timers.find((timer) => timer.name === name);
  expect(named("failover-export-after-boot.timer")).toEqual({ name: "failover-export-after-boot.timer", enabled: named("failover-export.timer")?.enabled });
});
