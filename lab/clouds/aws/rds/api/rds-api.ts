import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Lab } from "../../../../daemon/lab.ts";
import { RdsError } from "../rds-error.ts";
import { actions } from "./actions.ts";
import { readQuery } from "./query.ts";
import { element } from "./xml.ts";

const namespace = "http://rds.amazonaws.com/doc/2014-10-31/";

/** The RDS API of the lab: the Query protocol, a form in and XML out. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/Welcome.html */
export function rdsApi(lab: Lab): Server {
  return createServer((request, response) => void answer(lab, request, response));
}

async function answer(lab: Lab, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // Whoever calls a region that is dark waits until they have had enough.
  if (lab.isDark()) return;
  const requestId = randomUUID();
  const reply = (status: number, body: string): void => {
    response.writeHead(status, { "content-type": "text/xml", "x-amzn-requestid": requestId }).end(body);
  };
  try {
    const { action, ...query } = readQuery(await formOf(request));
    // Any credentials will do, but there must be some: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/CommonErrors.html
    if (request.headers.authorization?.startsWith("AWS4-HMAC-SHA256 Credential=") !== true) throw new RdsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
    const act = actions[action];
    if (act === undefined) throw new RdsError("InvalidAction", `Could not find operation ${action} for version 2014-10-31`);
    const result = element(`${action}Result`, await act({ action, ...query }, lab));
    reply(200, `<${action}Response xmlns="${namespace}">${result}${element("ResponseMetadata", { RequestId: requestId })}</${action}Response>`);
  } catch (error) {
    const { code, said, status } = error instanceof RdsError ? error : { code: "InternalFailure", said: String(error), status: 500 };
    const fault = element("Error", { Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: said });
    reply(status, `<ErrorResponse xmlns="${namespace}">${fault}${element("RequestId", requestId)}</ErrorResponse>`);
  }
}

/** By POST the form is the body, by GET the address has it. */
async function formOf(request: IncomingMessage): Promise<string> {
  return request.method === "GET" ? new URL(request.url ?? "/", "http://rds").search : text(request);
}
