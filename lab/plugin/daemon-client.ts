import { request } from "node:http";
import type { CloudRequest, CloudResponse, Verb } from "../clouds/handler.ts";

// Longer than the slowest host takes to boot and be set up; the engine itself sets no limit.
const timeoutSeconds = 180;

/** Hands one call to the clouds in the lab's daemon; an error of theirs comes back as one sentence. */
export function callCloud(socketPath: string, pkg: string, verb: Verb, body: CloudRequest): Promise<CloudResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      socketPath,
      method: "POST",
      path: `/cloud/${pkg}/${verb}`,
      headers: { "content-type": "application/json" },
      timeout: timeoutSeconds * 1000,
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer within ${timeoutSeconds} s`)));
    outgoing.on("error", (error) =>
      reject(
        new Error(`${pkg}: the lab's daemon at ${socketPath} did not answer (${error.message}). Is the lab up? See npm run lab -- status.`),
      ),
    );
    outgoing.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        if (response.statusCode === 200) resolve(JSON.parse(text) as CloudResponse);
        else reject(new Error(reasonIn(text)));
      });
    });
    outgoing.end(JSON.stringify(body));
  });
}

function reasonIn(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === "string" ? error : text;
  } catch {
    return text;
  }
}
