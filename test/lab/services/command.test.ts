import { expect, test } from "vitest";
import { placeOf } from "../../../lab/place.ts";
import { services } from "../../../lab/services/command.ts";

const place = placeOf("/somewhere/clone");
const [storage, awsApi] = services(place, { fakeGcsServer: "/cache/fake-gcs-server", python: "/cache/python" });

test("Cloud Storage keeps everything in memory and calls itself by the address its clients dial", () => {
  const words = storage?.argv.join(" ");
  expect(words).toContain("/cache/fake-gcs-server -backend memory -scheme http");
  expect(words).toContain("-public-host 198.51.100.20:4443 -external-url http://198.51.100.20:4443");
});

test("the AWS API stands inside AWS, so that it goes dark with it", () => {
  expect(awsApi?.argv.join(" ")).toContain("/cache/python/bin/moto_server --host 10.10.0.5 --port 5000");
});

test.each([
  ["Cloud Storage", storage, "gcs"],
  ["the AWS API", awsApi, "moto"],
])("%s runs in a namespace of its own with the lab's resolver and nothing of the person's environment", (_, service, short) => {
  expect(service?.argv[0]).toBe("nsenter");
  expect(service?.argv[1]).toBe(`--net=/run/netns/fk${place.id}-${short}`);
  expect(service?.argv).toContain("/somewhere/clone/.lab/etc");
  expect(Object.keys(service?.environment ?? {}).sort()).toEqual(["HOME", "LANG", "PATH", "TMPDIR"]);
});
