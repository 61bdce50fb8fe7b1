import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { createMethods } from "./methods.ts";

const [pkg = "", version = "", sdkDirectory = "", socketPath = ""] = process.argv.slice(2);
const methods = createMethods({ pkg, version, sdkDirectory, socketPath, environment: process.env });

const unimplemented: grpc.handleUnaryCall<unknown, unknown> = (_call, done) =>
  done({ code: grpc.status.UNIMPLEMENTED, details: "the lab's stand-in does not do this" });
const service = ResourceProviderService as unknown as grpc.ServiceDefinition;
const implementation = Object.fromEntries(Object.keys(service).map((method) => [method, methods[method] ?? unimplemented]));

const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
server.addService(service, implementation);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  // The engine reads the port from the first line of output.
  process.stdout.write(`${port}\n`);
});
