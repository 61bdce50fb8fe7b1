import type { Readable } from "node:stream";
import { createTransport } from "nodemailer";
import { OWN_NAME, type Letter, type Mail, type MailOutcome, type MailServer } from "../core/notices/mail.ts";

const CONNECT_SECONDS = 10;
const SILENT_SECONDS = 60;
const LEAVES = 421;
/** A rule of the server's, in place of an address that is none. https://www.rfc-editor.org/rfc/rfc3463 */
const POLICY = / 5\.7\./;

/** What nodemailer says of a failure. */
type SmtpError = Error & { readonly code?: unknown; readonly command?: unknown; readonly responseCode?: unknown; readonly response?: unknown };

/** Submits messages to a mail server over TLS, whose certificate must hold, on a few connections at a time. */
export function smtpMail({ host, port, isImplicitTls, user, password, ca, connections, serverName }: MailServer): Mail {
  const transport = createTransport({
    ...{ pool: true, host, port, secure: isImplicitTls, requireTLS: !isImplicitTls },
    auth: { user, pass: password.reveal() },
    tls: { servername: serverName ?? host, minVersion: "TLSv1.2", rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) },
    maxConnections: connections,
    maxMessages: Infinity,
    // Whoever sends keeps count of what may have arrived: nothing is sent again behind their back.
    maxRequeues: 0,
    connectionTimeout: CONNECT_SECONDS * 1000,
    greetingTimeout: CONNECT_SECONDS * 1000,
    socketTimeout: SILENT_SECONDS * 1000,
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  // A message is read once the server asks for it: of one that nobody read, not a byte was sent.
  const streams = new Map<string, Readable>();
  transport.use("stream", ({ message }, done) => {
    const open = message.createReadStream.bind(message);
    message.createReadStream = (options) => {
      const stream = open(options);
      streams.set(message.messageId(), stream);
      return stream;
    };
    done();
  });
  return {
    verify: async () => {
      try {
        await transport.verify();
        return { as: "accepted" };
      } catch (error) {
        return outcomeOf(error, "never read");
      }
    },
    send: async ({ messageId, from, to, subject, text, html }: Letter) => {
      try {
        await transport.sendMail({ messageId, from, to: { name: "", address: to }, subject, text, html, headers: { "Auto-Submitted": "auto-generated", [OWN_NAME]: messageId } });
        return { as: "accepted" };
      } catch (error) {
        return outcomeOf(error, streams.get(messageId)?.readableDidRead === true ? "read" : "never read");
      } finally {
        streams.delete(messageId);
      }
    },
    close: () => transport.close(),
  };
}

/** What became of a message, of the server's words only the codes: the rest may name people. */
function outcomeOf(thrown: unknown, message: "read" | "never read"): MailOutcome {
  const error: SmtpError = thrown instanceof Error ? thrown : new Error(String(thrown));
  const command = typeof error.command === "string" ? error.command : "";
  const status = typeof error.responseCode === "number" ? error.responseCode : undefined;
  const code = codeOf(status, error.response);
  const word = typeof error.code === "string" ? error.code : error.name;
  if (word === "EAUTH" || command.startsWith("AUTH")) return status !== undefined && status < 500 ? { as: "unreachable", because: `signing in was put off (${code})` } : { as: "stop", because: `the user or the password was refused (${code})` };
  if (/certificate|self.signed|altname|issuer|ERR_TLS/i.test(`${word} ${error.message}`)) return { as: "stop", because: "its certificate does not hold" };
  const isForNow = status !== undefined && status >= 400 && status < 500;
  if (word === "ETLS" && !isForNow) return { as: "stop", because: "it offers no TLS" };
  // Only what it says of a recipient is about that one, and 421 never is: the server takes its leave.
  if (isForNow) return command === "RCPT TO" && status !== LEAVES ? { as: "deferred", code } : { as: "unreachable", because: `it puts us off (${code})` };
  if (status !== undefined && status >= 500) return refusal(command, code);
  return { as: message === "read" ? "unknown" : "unreachable", because: word };
}

function refusal(command: string, code: string): MailOutcome {
  if (command === "MAIL FROM") return { as: "stop", because: `the sender's address was refused (${code})` };
  if (command === "RCPT TO") return { as: POLICY.test(code) ? "refused" : "bounced", code };
  return command === "DATA" ? { as: "refused", code } : { as: "stop", because: `it turns us away (${code})` };
}

/** As in "550 5.1.1". */
function codeOf(status: number | undefined, response: unknown): string {
  const enhanced = typeof response === "string" ? /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})/.exec(response)?.[1] : undefined;
  return [String(status ?? "no code"), ...(enhanced === undefined ? [] : [enhanced])].join(" ");
}
