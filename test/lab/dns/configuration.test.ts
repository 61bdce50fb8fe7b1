import { describe, expect, it } from "vitest";
import { powerdnsConfig } from "../../../lab/dns/authoritative.ts";
import { unboundConfig } from "../../../lab/dns/resolver.ts";
import { nodeUnit } from "../../../lab/dns/systemd-unit.ts";

describe("the authoritative server", () => {
  // https://doc.powerdns.com/authoritative/performance.html#caches : without these it would answer a changed name from memory.
  it.each(["cache-ttl=0", "query-cache-ttl=0", "negquery-cache-ttl=0"])("has %s", (line) => {
    expect(powerdnsConfig().split("\n")).toContain(line);
  });
});

describe("the resolver", () => {
  // https://unbound.docs.nlnetlabs.nl/en/latest/manpages/unbound.conf.html
  it("caches as unbound does by default, so that a time to live counts as on the internet", () => {
    expect(unboundConfig()).not.toMatch(/cache-(min|max)-ttl|serve-expired/);
  });

  it("asks the lab's own server for the company's zone and for AWS's load balancers and databases", () => {
    expect([...unboundConfig().matchAll(/name: "(.+)"\n {2}stub-addr: (.+)/g)].map(([, name, address]) => [name, address])).toEqual([
      ["example.com", "198.51.100.10"],
      ["eu-west-1.elb.amazonaws.com", "198.51.100.12"],
      ["c1lab2kit3rd.eu-west-1.rds.amazonaws.com", "198.51.100.12"],
    ]);
  });
});

describe("a unit of a Node program", () => {
  // https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#Environment=
  it("hands over any settings unharmed by systemd's own quoting", () => {
    const unit = nodeUnit({ description: "x", program: "/opt/x.cjs", variable: "SETTINGS", settings: { token: `it's 100% "\\"` } });
    expect(unit).toContain(String.raw`Environment='SETTINGS={"token":"it\'s 100%% \\"\\\\\\""}'`);
  });
});
