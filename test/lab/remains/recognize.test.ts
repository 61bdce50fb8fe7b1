import { expect, test } from "vitest";
import { placeOf } from "../../../lab/place.ts";
import { labMounts, whereInLab } from "../../../lab/remains/recognize.ts";

const place = placeOf("/somewhere/my clone");
const own = `fk${place.id}-`;
const namespaces = new Map([["net:[42]", `${own}net`]]);
const outside = { pid: 7, name: "postgres", netns: "net:[1]", cgroup: "4:memory:/user.slice\n0::/user.slice/session-1.scope\n" };

test.each([
  ["a process in one of the lab's namespaces", { ...outside, netns: "net:[42]" }, `${own}net`],
  ["a process in the cgroup of one of its hosts", { ...outside, cgroup: `4:memory:/${own}app-1\n0::/${own}app-1/init.scope\n` }, `${own}app-1`],
  ["one that only version 2 knows", { ...outside, cgroup: `0::/${own}app-1/payload/system.slice/ssh.service\n` }, `${own}app-1`],
])("%s is ours", (_, seen, where) => {
  expect(whereInLab(place, seen, namespaces)).toBe(where);
});

test.each([
  ["a process of the machine itself", outside],
  ["a process of another clone's lab", { ...outside, netns: "net:[43]", cgroup: "0::/fk000000-app-1/init.scope\n" }],
  ["a process whose cgroup only mentions the id further down", { ...outside, cgroup: `0::/system.slice/${own}app-1\n` }],
])("%s is none of ours", (_, seen) => {
  expect(whereInLab(place, seen, namespaces)).toBeUndefined();
});

test("mounts are ours when they lie in the lab's directory, even where the path has blanks", () => {
  const mountinfo = [
    "36 25 0:31 / /somewhere/my\\040clone/.lab/hosts/app-1/root rw - overlay overlay rw",
    "37 25 0:32 / /somewhere/my\\040clone/.lab-of-another/root rw - overlay overlay rw",
    "38 25 0:33 / /somewhere/other/.lab/hosts/app-1/root rw - overlay overlay rw",
    `39 25 0:34 / /run/systemd/nspawn/unix-export/${own}app-1 rw - tmpfs tmpfs rw`,
    "40 25 0:35 / /run/systemd/nspawn/unix-export/another rw - tmpfs tmpfs rw",
    "41 25 0:36 / / rw - ext4 /dev/vda rw",
  ].join("\n");
  expect(labMounts(place, mountinfo)).toEqual(["/somewhere/my clone/.lab/hosts/app-1/root", `/run/systemd/nspawn/unix-export/${own}app-1`]);
});
