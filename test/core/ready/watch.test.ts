import { expect, test } from "vitest";
import { watchFindings, type Watched } from "../../../scripts/core/ready/watch.ts";

const fine: Watched = { isSet: true, everySeconds: 30, newestAgeSeconds: 20, places: ["warden", "frankfurt", "pingdom"], silent: [], channels: "some" };

test.each<[string, Partial<Watched>, string, RegExp]>([
  ["three places look, and somebody can be woken", {}, "green", /20 s ago, from warden, frankfurt, pingdom/],
  ["nobody is asked to", { isSet: false }, "amber", /no section 'watch'/],
  ["nobody did", { newestAgeSeconds: undefined }, "red", /nobody has looked/],
  ["the watch died an hour ago", { newestAgeSeconds: 3600 }, "red", /for 60 min/],
  ["a restart is under way", { newestAgeSeconds: 300 }, "green", /5 min ago/],
  ["every channel is in AWS", { channels: "only in AWS" }, "red", /lives in AWS/],
  ["there is no channel", { channels: "none" }, "amber", /nobody would be woken/],
  ["an agent is dead", { silent: ["frankfurt"] }, "amber", /frankfurt cannot see/],
  ["two places are too few", { places: ["warden", "frankfurt"] }, "amber", /fewer than 3/],
])("when %s", (_, more, light, says) => {
  expect(watchFindings({ ...fine, ...more })).toMatchObject([{ check: "watch", light, says: expect.stringMatching(says) as unknown }]);
});
