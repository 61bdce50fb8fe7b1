import { describe, expect, test } from "vitest";
import { defaultMirrorIn, mirrorIn } from "../../../lab/setup/debian-mirror.ts";
import { isNewEnough as isPythonNewEnough } from "../../../lab/setup/find-python.ts";
import { packagesFor } from "../../../lab/setup/os-packages.ts";
import { isNewEnough as isPulumiNewEnough } from "../../../lab/setup/pulumi-on-path.ts";

describe("the Debian mirror", () => {
  test.each<[string, string, readonly string[]]>([
    ["is the main archive, not security", "Debian Debian-Security http://a/debian-security/\nDebian Debian http://a/debian/\n", ["http://a/debian/"]],
    ["is left to debootstrap on Ubuntu", "Ubuntu Ubuntu http://b/ubuntu/\n", []],
    ["is left to debootstrap where apt knows nothing", "", []],
    ["is never a third party's", "Google Google http://c/apt/\n", []],
  ])("%s", (_, targets, expected) => {
    expect(mirrorIn(targets)).toEqual(expected);
  });

  test.each<[string, string, string, string | undefined]>([
    ["is the program's", "mirror_style release\n", 'DEF_MIRROR="http://a/debian"\n', "http://a/debian"],
    ["is the suite's own before that", "case $ARCH in\n  amd64)\n    default_mirror http://b/debian\n", 'DEF_MIRROR="http://a/ubuntu"\n', "http://b/debian"],
    ["is none where there is no debootstrap", "", "", undefined],
  ])("that debootstrap goes to by itself %s", (_, script, program, expected) => {
    expect(defaultMirrorIn(script, program)).toBe(expected);
  });
});

test.each([
  ["3.10", false],
  ["3.11", true],
  ["3.13", true],
  ["2.7", false],
  ["", false],
])("Python '%s' will do: %s", (version, expected) => {
  expect(isPythonNewEnough(version)).toBe(expected);
});

test.each([
  ["v3.226.0", false],
  ["v3.227.0", true],
  ["v3.259.0", true],
  ["v4.0.0", false],
  ["", false],
])("Pulumi '%s' will do: %s", (version, expected) => {
  expect(isPulumiNewEnough(version)).toBe(expected);
});

describe("apt is asked for", () => {
  const all = { python: true, debianKeyring: true };

  test("each package once, in order", () => {
    expect(packagesFor(["age", "age-keygen", "nft"], all)).toEqual(["age", "nftables"]);
  });
  test("the keys of Debian's archive where they are missing, even if debootstrap is there, as on Ubuntu", () => {
    expect(packagesFor([], { ...all, debianKeyring: false })).toEqual(["debian-archive-keyring"]);
    expect(packagesFor(["debootstrap"], { ...all, debianKeyring: false })).toEqual(["debian-archive-keyring", "debootstrap"]);
  });
  test("venv where Python cannot make environments", () => {
    expect(packagesFor([], { ...all, python: false })).toEqual(["python3-venv"]);
  });
  test("nothing where nothing is missing", () => {
    expect(packagesFor([], all)).toEqual([]);
  });
});
