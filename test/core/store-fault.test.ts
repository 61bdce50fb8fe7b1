import { expect, test } from "vitest";
import { connectionWords, strangerIn } from "../../scripts/core/connection-words.ts";
import { FailoverError } from "../../scripts/core/errors.ts";
import { isStoreAway } from "../../scripts/core/store-away.ts";
import { faultIn, isPage, retryAfterSeconds } from "../../scripts/core/store-fault.ts";
import { answersAgain, nextWord, silenceText } from "../../scripts/core/store-silence.ts";

const denied = `<?xml version='1.0' encoding='UTF-8'?><Error><Code>AccessDenied</Code><Message>Access denied.</Message><Details>exporter@shop does not have storage.objects.list &amp; more.</Details></Error>`;

test.each<[string, string, string]>([
  ["XML, of Google's front end", denied, "AccessDenied: Access denied. exporter@shop does not have storage.objects.list & more."],
  ["XML without a code", "<Error><Message>a &lt;b&gt;</Message></Error>", "a <b>"],
  ["XML whose message says no more than its code", "<Error><Code>SlowDown</Code><Message>SlowDown</Message></Error>", "SlowDown"],
  ["JSON", JSON.stringify({ error: { code: 403, message: "caller does not have storage.objects.list", errors: [] } }), "caller does not have storage.objects.list"],
  ["other JSON", '{"a":1}', '{"a":1}'],
  ["plain words over several lines", "try\n  later\n", "try later"],
  ["nothing", "", ""],
])("what a store says is told in words: %s", (_, body, text) => {
  expect(faultIn(body)).toEqual({ as: "words", text });
});

test("a long text is cut, and what would move the cursor is left out", () => {
  const fault = faultIn(`\u001b[2J${"x".repeat(1000)}`);
  expect(fault).toEqual({ as: "words", text: `${"x".repeat(299)}…` });
});

test.each<[string, string, string | undefined, string]>([
  ["by how it begins", "  <!DOCTYPE html><html><head><title>\n Sign in &amp; surf </title></head></html>", undefined, "Sign in & surf"],
  ["by its type", "Welcome", "text/html; charset=utf-8", "Welcome"],
  ["without a title", "<html><style>p{}</style><p>Blocked by <b>policy</b></p></html>", undefined, "Blocked by policy"],
])("a web page is not the store: %s", (_, body, type, title) => {
  expect(faultIn(body, type)).toEqual({ as: "page", title });
  expect(isPage(denied, "application/xml")).toBe(false);
});

test.each<[string | undefined, string | undefined, number | undefined]>([
  [undefined, undefined, undefined],
  ["120", undefined, 120],
  ["Wed, 21 Oct 2026 07:28:30 GMT", "Wed, 21 Oct 2026 07:28:00 GMT", 30],
  ["Wed, 21 Oct 2026 07:27:00 GMT", "Wed, 21 Oct 2026 07:28:00 GMT", 0],
  ["Wed, 21 Oct 2026 07:28:30 GMT", undefined, undefined],
  ["soon", undefined, undefined],
])("a store that asks for %s, at %s of its own time, is left alone for %s s", (after, date, seconds) => {
  expect(retryAfterSeconds(after, date)).toBe(seconds);
});

const coded = (code: string, message: string, options?: ErrorOptions): Error => Object.assign(new Error(message, options), { code });
test.each<[string, unknown, string]>([
  ["a port where nothing listens", coded("ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:1"), "nothing listens there (connect ECONNREFUSED 127.0.0.1:1)"],
  ["each of several addresses refused", new AggregateError([coded("ECONNREFUSED", "connect ECONNREFUSED ::1:1"), coded("ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:1")]), "nothing listens there (connect ECONNREFUSED ::1:1)"],
  ["no address at all", Object.assign(new AggregateError([], "nothing to try"), { code: 7 }), "nothing to try"],
  ["what wraps the cause", new Error("fetch failed", { cause: coded("ENOTFOUND", "getaddrinfo ENOTFOUND store") }), "nobody knows that name (getaddrinfo ENOTFOUND store)"],
  ["what nobody has words for", coded("EODD", "odd"), "odd"],
  ["no error", "odd", "odd"],
])("a connection's trouble is told in words: %s", (_, error, text) => {
  expect(connectionWords(error).text).toBe(text);
});

test.each<[string, string, string | undefined]>([
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate", "it cannot prove its name (self-signed certificate)"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "Host: a. is not in the cert's altnames", "it cannot prove its name (Host: a. is not in the cert's altnames)"],
  ["EPROTO", "write EPROTO 80:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl3_record.c:354:\n", "it does not speak TLS (wrong version number)"],
  ["EPROTO", "bad record mac", undefined],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "SSL routines:ssl3_get_record:wrong version number", "it does not speak TLS (wrong version number)"],
  ["HPE_INVALID_EOF_STATE", "Parse Error: Invalid EOF state", undefined],
  ["ODD", "wrong version number", undefined],
  ["HPE_INVALID_CONSTANT", "Parse Error: Expected HTTP/", "it does not speak HTTP (Parse Error: Expected HTTP/)"],
  ["ECONNRESET", "socket hang up", undefined],
])("who cannot show that he is the store is not taken for it: %s", (code, text, stranger) => {
  expect(strangerIn({ code, text })).toBe(stranger);
});

test("a silence is spoken of after some seconds, and the longer it lasts the more seldom", () => {
  const said: number[] = [];
  for (let seconds = 0, last: number | undefined; seconds < 300; seconds += 1) if (seconds >= nextWord(last)) said.push((last = seconds));
  expect(said).toEqual([5, 20, 40, 80, 160]);
  const text = silenceText({ store: "the object store at https://storage.googleapis.com", seconds: 20.4, limitSeconds: 45 });
  expect(text.replaceAll(/\s+/g, " ")).toBe("Waiting for the object store at https://storage.googleapis.com, 20 s of at most 45 s: no answer so far.");
  expect(Math.max(...text.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect(silenceText({ store: "a", seconds: 5, limitSeconds: 45, because: "it answered 503" })).toBe("Waiting for a, 5 s of at most 45 s: at the last try, it answered 503.");
  expect(answersAgain("the store", 7.2)).toBe("The store answers again, after 7 s.");
});

test("a store that said nothing, that another one stands in for, or that sends us elsewhere, may be reached later; one that refuses was reached", () => {
  const errors = [
    new FailoverError("STORE_SILENT", { endpoint: "https://store", tried: 5, reason: "nothing" }),
    new FailoverError("NOT_THE_STORE", { endpoint: "https://store", said: "a web page" }),
    new FailoverError("STORE_ELSEWHERE", { endpoint: "https://store", status: 302, location: "https://hotel.example.com/sign-in" }),
    new FailoverError("STORE_REFUSED", { endpoint: "https://store", request: "GET /x", status: 403, text: "no" }),
    new Error("odd"),
  ];
  expect(errors.map(isStoreAway)).toEqual([true, true, true, false, false]);
});
