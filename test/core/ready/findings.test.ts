import { expect, test } from "vitest";
import { ageText } from "../../../scripts/core/ready/ages.ts";
import { debiansImage, imageFinding } from "../../../scripts/core/ready/image-fit.ts";
import { keyHomesFindings } from "../../../scripts/core/ready/key-homes.ts";
import { identityFinding, passphraseFindings } from "../../../scripts/core/ready/keys-here.ts";
import { lossFinding } from "../../../scripts/core/ready/loss.ts";
import { predictedRecovery, recoveryTimeFinding } from "../../../scripts/core/ready/recovery-time.ts";
import type { WrittenSecret } from "../../../scripts/core/secrets-schema.ts";

const now = new Date("2026-11-25T12:00:00Z");
const backup = (snapshotAt: string) => ({ id: "20261125T110000Z-0a1b2c", snapshotAt });

test.each([
  [0, "0 s"],
  [119, "119 s"],
  [120, "2 min"],
  [7199, "120 min"],
  [7200, "2 h"],
  [172_800, "2 days"],
])("%d seconds are told as %s", (seconds, text) => expect(ageText(seconds)).toBe(text));

test.each([
  ["young enough", backup("2026-11-25T11:30:00Z"), [], "green"],
  ["exactly as old as agreed", backup("2026-11-25T11:00:00Z"), [], "green"],
  ["older than agreed", backup("2026-11-25T10:59:59Z"), [], "red"],
  ["young, but a newer one was refused", backup("2026-11-25T11:30:00Z"), ["20261125T114500Z-ffffff: its signature is missing"], "amber"],
  ["none", undefined, [], "red"],
  ["from the future, by a clock that is ahead", backup("2026-11-25T13:00:00Z"), [], "green"],
])("a newest backup that is %s is told as it is", (_, newest, refused, light) => {
  const found = lossFinding({ newest, refused }, 60, now);
  expect(found.light).toBe(light);
  for (const reason of refused) expect(found.says).toContain(reason);
  expect(found.next === null).toBe(light === "green");
});

const graph = [
  { id: "stand-up", needs: [] },
  { id: "restore-data", needs: ["stand-up"] },
  { id: "open-writes", needs: ["restore-data"], endsOutage: true as const },
  { id: "watch-propagation", needs: ["restore-data"] },
];
const phase = (id: string, seconds: number) => ({ id, seconds, startedAt: "2026-11-20T00:00:00Z", attempts: 1, tries: [] });
const measured = { run: "r1", begunAt: "2026-11-20T00:00:00Z", bytes: 1000, phases: [phase("stand-up", 10), phase("restore-data", 20), phase("open-writes", 1), phase("watch-propagation", 300)] };

test("the data's steps grow with the data, the others do not, and what runs after the outage counts nothing", () => {
  expect(predictedRecovery(graph, measured, 3000)).toMatchObject({ seconds: 10 + 60 + 1, missing: [], from: "r1" });
});

test("a run without a known size is taken as it was", () => {
  expect(predictedRecovery(graph, { ...measured, bytes: 0 }, 3000).seconds).toBe(31);
});

test("a step nobody has measured is named", () => {
  const prediction = predictedRecovery(graph, { ...measured, phases: measured.phases.slice(1) }, 1000);
  expect(prediction.missing).toEqual(["stand-up"]);
  expect(recoveryTimeFinding(prediction, undefined, now)).toMatchObject({ light: "amber", says: expect.stringContaining("stand-up") as string });
});

test.each([
  [undefined, "amber"],
  [11, "amber"],
  [9, "red"],
])("where only a restore was measured, with %s minutes agreed, at least so much is said", (target, light) => {
  expect(recoveryTimeFinding({ restoreSeconds: 600 }, target, now)).toMatchObject({ light, says: expect.stringContaining("at least 10 min") as string });
});

test.each([
  ["without a run", undefined, 10, now, "unknown"],
  ["within what is agreed", predictedRecovery(graph, measured, 1000), 1, now, "green"],
  ["beyond what is agreed", predictedRecovery(graph, measured, 10_000), 1, now, "red"],
  ["with nothing agreed", predictedRecovery(graph, measured, 10_000), undefined, now, "green"],
  ["measured long ago", predictedRecovery(graph, measured, 1000), 1, new Date("2027-11-25T12:00:00Z"), "amber"],
])("the time of a recovery %s", (_, prediction, target, at, light) => expect(recoveryTimeFinding(prediction, target, at).light).toBe(light));

const secret = (kind: WrittenSecret["home"]["kind"], copies: WrittenSecret["copies"] = []): WrittenSecret => ({ name: "a-secret", variable: "$A", home: { kind, at: "there" }, copies, for: "Nothing works." });
const vault = { kind: "password-manager", at: "vault" } as const;

test.each([
  ["a secret in a vault", secret("password-manager"), false, "green"],
  ["a secret that only AWS has", secret("aws-ssm"), false, "red"],
  ["a secret in AWS with a copy elsewhere", secret("aws-ssm", [vault]), false, "green"],
  ["a key in a vault", secret("password-manager"), true, "green"],
  ["a key in AWS, though a copy is elsewhere", secret("aws-secrets-manager", [vault]), true, "red"],
  ["a key in a vault with a copy in AWS", secret("file", [{ kind: "aws-ssm", at: "there" }]), true, "red"],
  ["a key beside the archive", secret("google-secret-manager"), true, "red"],
  ["a secret in Google, which survives", secret("google-secret-manager"), false, "green"],
] as const)("%s is judged by its home", (_, written, isKey, light) => {
  expect(keyHomesFindings([{ variable: "$A", setting: isKey ? "recovery.identity" : "cloudflare.token", isNeeded: true }], [written]).map((finding) => finding.light)).toEqual([light]);
});

test.each([
  ["verification.identity", "google-secret-manager", "red"],
  ["verification.identity", "aws-ssm", "red"],
  ["warden.signingKey", "aws-ssm", "red"],
  ["retention.signingKey", "aws-secrets-manager", "red"],
  ["secondStore.signingKey", "aws-ssm", "red"],
  ["warden.signingKey", "google-secret-manager", "green"],
  ["export.signingKey", "aws-ssm", "green"],
  ["export.source.password", "aws-ssm", "green"],
] as const)("%s in %s is %s, though the day can do without it", (setting, kind, light) => {
  expect(keyHomesFindings([{ variable: "$A", setting, isNeeded: false }], [secret(kind)]).map((finding) => finding.light)).toEqual([light]);
});

test("without secrets.yaml nobody knows", () => expect(keyHomesFindings([], [])[0]?.light).toBe("amber"));

const image = (change: object) => ({ serverVersion: "17.11", clientVersion: "17.11", extensions: ["plpgsql", "pg_trgm"], ...change });
test.each([
  ["fits", image({}), [], "green", "2 extensions"],
  ["has a client that is too new", image({ clientVersion: "18.6" }), [], "red", "18.6"],
  ["uses what the image does not have", image({ extensions: ["postgis", "timescaledb", "hstore"] }), ["postgis"], "red", "timescaledb"],
  ["uses what the company's image adds", image({ extensions: ["postgis"] }), ["postgis"], "green", ""],
  ["uses what only RDS has", image({ extensions: ["aws_s3", "plpgsql"] }), [], "amber", "aws_s3"],
  ["uses Aurora's own", image({ extensions: ["apg_plan_mgmt", "aurora_stat_utils", "pg_transport", "plpgsql"] }), [], "amber", "all 4 extensions but apg_plan_mgmt, aurora_stat_utils, pg_transport"],
  ["uses pg_tle, which no Debian package has", image({ extensions: ["pg_tle"] }), [], "amber", "but pg_tle"],
  ["uses a pg_tle that the company's image adds", image({ extensions: ["pg_tle"] }), ["pg_tle"], "green", "with its one extension"],
] as const)("a database that %s", (_, wanted, more, light, says) => {
  expect(imageFinding(wanted, more)).toMatchObject({ light, says: expect.stringContaining(says) as string });
});

test.each([
  ["projects/debian-cloud/global/images/family/debian-13", "red"],
  ["debian-cloud/debian-13", "red"],
  ["https://www.googleapis.com/compute/v1/projects/debian-cloud/global/images/debian-13-trixie-v20261012", "red"],
  ["debian-13", "red"],
  ["projects/acme-recovery/global/images/family/shop-mirror", undefined],
  ["projects/acme-recovery/global/images/family/debian-13-with-postgresql", undefined],
  ["<the machines' image>", undefined],
])("an image called %s is %s", (image, light) => expect(debiansImage(image)?.light).toBe(light));

const stack = { stack: "gcp", salt: "v1:x", provider: undefined };
test.each([
  ["opens", [{ ...stack, opens: "opens" as const }], ["green"]],
  ["is another one", [{ ...stack, opens: "other passphrase" as const }, { ...stack, stack: "dns", opens: "opens" as const }], ["red"]],
  ["cannot be tried", [{ ...stack, salt: undefined, provider: "gcpkms://k", opens: undefined }], ["unknown"]],
  ["meets a salt of another form", [{ ...stack, opens: "unlike" as const }], ["unknown"]],
])("a passphrase that %s", (_, tried, lights) => expect(passphraseFindings("$P", tried).map(({ light }) => light)).toEqual(lights));

test.each([
  [{ as: "opened", backup: "b", object: "o" } as const, "green"],
  [{ as: "not opened", backup: "b", object: "o", because: "no identity matched" } as const, "red"],
  [{ as: "not tried", because: "it is not here" } as const, "unknown"],
])("a key that was tried like this: %o", (opening, light) => expect(identityFinding("$KEY", opening).light).toBe(light));
