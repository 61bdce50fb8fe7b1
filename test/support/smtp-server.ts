import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";

/** A key and a certificate for this name, made on the spot. */
export function certificateFor(name: string): { readonly key: string; readonly cert: string; readonly certPath: string } {
  const directory = mkdtempSync(join(tmpdir(), "cert-"));
  const [keyPath, certPath] = [join(directory, "key.pem"), join(directory, "cert.pem")];
  const args = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`, "-keyout", keyPath, "-out", certPath];
  execFileSync("openssl", args, { stdio: "ignore" });
  return { key: readFileSync(keyPath, "utf8"), cert: readFileSync(certPath, "utf8"), certPath };
}

export type Received = { readonly to: string; readonly messageId: string; readonly source: string };

/** What a server may do wrong. */
export type Faults = {
  /** Of the address, at RCPT TO: a code to refuse with, for the n-th time it is named. */
  readonly refuse?: (address: string, time: number) => { readonly code: number; readonly text: string } | undefined;
  /** Instead of a greeting. */
  readonly turnsAway?: { readonly code: number; readonly text: string };
  /** Of the message, once it is all there. */
  readonly refuseMessage?: (address: string, time: number) => { readonly code: number; readonly text: string } | undefined;
  /** The connection ends when a recipient is named, before any message. */
  readonly dropsAtRcpt?: boolean;
  /** The connection ends after the message was taken, before the answer. */
  readonly dropsAfterData?: (address: string, time: number) => boolean;
  readonly offersTls?: boolean;
  readonly implicitTls?: boolean;
  readonly password?: string;
};

const refusedWith = ({ code, text: words }: { readonly code: number; readonly text: string }): Error => Object.assign(new Error(words), { responseCode: code });

/** A real SMTP server on loopback that keeps what it takes, with a switch for each thing that goes wrong elsewhere. */
export async function smtpServer(certificate: { readonly key: string; readonly cert: string }, faults: Faults = {}) {
  const received: Received[] = [];
  const named = new Map<string, number>();
  const server = new SMTPServer({
    ...{ key: certificate.key, cert: certificate.cert, secure: faults.implicitTls ?? false },
    ...{ authMethods: ["PLAIN"], disableReverseLookup: true, closeTimeout: 100 },
    ...(faults.offersTls === false ? { disabledCommands: ["STARTTLS"] } : {}),
    onConnect: (_session, callback) => callback(faults.turnsAway === undefined ? null : refusedWith(faults.turnsAway)),
    onAuth: ({ password }, _session, callback) => {
      if (password === (faults.password ?? "smtp-not-for-printing")) callback(null, { user: "shop" });
      else callback(Object.assign(new Error("5.7.8 Authentication credentials invalid"), { responseCode: 535 }));
    },
    onRcptTo: ({ address }, _session, callback) => {
      if (faults.dropsAtRcpt === true) return void dropAll();
      const time = (named.get(address) ?? 0) + 1;
      named.set(address, time);
      const refusal = faults.refuse?.(address, time);
      callback(refusal === undefined ? null : refusedWith(refusal));
    },
    onData: (stream, session, callback) => {
      void text(stream).then((source) => {
        for (const { address } of session.envelope.rcptTo) {
          const refusal = faults.refuseMessage?.(address, named.get(address) ?? 0);
          if (refusal !== undefined) return void callback(refusedWith(refusal));
          received.push({ to: address, messageId: /^message-id:\s*(\S+)/im.exec(source)?.[1] ?? "", source: source.replaceAll("=\r\n", "") });
          if (faults.dropsAfterData?.(address, named.get(address) ?? 0) === true) return void dropAll();
        }
        callback(null);
        // A client that was killed sent half a message.
      }, () => undefined);
    },
  });
  const dropAll = (): void => {
    for (const connection of server.connections) (connection as unknown as { readonly _socket: { destroy(): void } })._socket.destroy();
  };
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return { received, port, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}
