import { expect, test } from "vitest";
import { authorizedKeysText, hostFiles } from "../../../lab/hosts/host-files.ts";

const spec = { name: "cloudflare", network: "inet", address: "198.51.100.10", extraAddresses: ["198.51.100.11"] } as const;
const text = (path: string, labId = "abc123", name: string = spec.name): string => hostFiles({ ...spec, name }, labId).find((file) => file.path === path)?.text ?? "";

test("a host has all its addresses and one way out, to its own bridge", () => {
  expect(text("etc/systemd/network/10-host0.network")).toBe(
    `[Match]
Name=host0

[Network]
Address=198.51.100.10/24
Address=198.51.100.11/24
Gateway=198.51.100.1
DHCP=no
LinkLocalAddressing=no
IPv6AcceptRA=no
LLDP=no
`,
  );
});

test("a host knows its own name without asking anyone", () => {
  expect(text("etc/hosts")).toContain("198.51.100.10 cloudflare\n");
  expect(text("etc/hostname")).toBe("cloudflare\n");
});

test("a host asks the lab's resolver", () => {
  expect(text("etc/resolv.conf")).toMatch(/^nameserver 198\.51\.100\.53$/m);
});

test("machine ids are well formed, stable, and differ between hosts and between labs", () => {
  const ids = [text("etc/machine-id"), text("etc/machine-id", "abc123", "resolver"), text("etc/machine-id", "def456")];
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}\n$/);
  expect(new Set(ids).size).toBe(3);
  expect(text("etc/machine-id")).toBe(ids[0]);
});

test("each key stands on a line of its own", () => {
  expect(authorizedKeysText(["ssh-ed25519 AAAA one\n", "ssh-ed25519 BBBB two"])).toBe("ssh-ed25519 AAAA one\nssh-ed25519 BBBB two\n");
  expect(authorizedKeysText([])).toBe("");
});
