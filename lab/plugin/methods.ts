import * as grpc from "@grpc/grpc-js";
import pluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type * as request from "@pulumi/pulumi/proto/provider_pb.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import structMessages from "google-protobuf/google/protobuf/struct_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { createStandIn, type Setting } from "./stand-in.ts";
import type { Properties } from "./wire.ts";

type Method = grpc.UntypedHandleCall;

const properties = (struct: Struct | undefined): Properties => (struct ? struct.toJavaScript() : {});
const struct = (values: Properties): Struct => structMessages.Struct.fromJavaScript(values);

function unary<Request, Response>(answer: (request: Request) => Response | Promise<Response>): Method {
  const method: grpc.handleUnaryCall<Request, Response> = (call, done) => {
    Promise.resolve()
      .then(() => answer(call.request))
      .then(
        (response) => done(null, response),
        (error: unknown) => done({ code: grpc.status.UNKNOWN, details: error instanceof Error ? error.message : String(error) }),
      );
  };
  return method;
}

const checked = (inputs: Properties, failures: readonly { property: string; reason: string }[] = []): request.CheckResponse => {
  const response = new messages.CheckResponse();
  response.setInputs(struct(inputs));
  for (const { property, reason } of failures) {
    const failure = new messages.CheckFailure();
    failure.setProperty(property);
    failure.setReason(reason);
    response.addFailures(failure);
  }
  return response;
};

/** The provider's gRPC methods by name: protobuf on the outside, the stand-in's plain values inside. */
export function createMethods(setting: Setting): Readonly<Record<string, Method>> {
  const standIn = createStandIn(setting);
  return {
    handshake: unary(() => {
      const response = new messages.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setAcceptResources(true);
      return response;
    }),
    getPluginInfo: unary(() => {
      const response = new pluginMessages.PluginInfo();
      response.setVersion(setting.version);
      return response;
    }),
    getSchema: unary(() => {
      const response = new messages.GetSchemaResponse();
      response.setSchema(JSON.stringify({ name: setting.pkg, version: setting.version }));
      return response;
    }),
    cancel: unary(() => new emptyMessages.Empty()),
    checkConfig: unary((q: request.CheckRequest) => checked(properties(q.getNews()))),
    diffConfig: unary(() => new messages.DiffResponse()),
    configure: unary((q: request.ConfigureRequest) => {
      standIn.configure(properties(q.getArgs()));
      const response = new messages.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setAcceptresources(true);
      response.setSupportspreview(true);
      return response;
    }),
    check: unary((q: request.CheckRequest) => {
      const { inputs, failures } = standIn.check({
        urn: q.getUrn(),
        olds: properties(q.getOlds()),
        news: properties(q.getNews()),
        seed: q.getRandomseed_asU8(),
      });
      return checked(inputs, failures);
    }),
    diff: unary((q: request.DiffRequest) => {
      const difference = standIn.diff({ urn: q.getUrn(), olds: properties(q.getOldInputs()), news: properties(q.getNews()) });
      const response = new messages.DiffResponse();
      const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
      response.setChanges(difference.changed.length > 0 ? DIFF_SOME : DIFF_NONE);
      response.setDiffsList([...difference.changed]);
      response.setReplacesList([...difference.replacing]);
      response.setDeletebeforereplace(difference.deleteFirst);
      return response;
    }),
    create: unary(async (q: request.CreateRequest) => {
      const made = await standIn.create({ urn: q.getUrn(), inputs: properties(q.getProperties()), preview: q.getPreview() });
      const response = new messages.CreateResponse();
      response.setId(made.id);
      response.setProperties(struct(made.outputs));
      return response;
    }),
    read: unary(async (q: request.ReadRequest) => {
      const found = await standIn.read({
        urn: q.getUrn(),
        id: q.getId(),
        inputs: properties(q.getInputs()),
        olds: properties(q.getProperties()),
      });
      const response = new messages.ReadResponse();
      // An empty id tells the engine that the resource is gone.
      if (!found.id) return response;
      response.setId(found.id);
      response.setProperties(struct(found.outputs));
      response.setInputs(struct(found.inputs));
      return response;
    }),
    update: unary(async (q: request.UpdateRequest) => {
      const olds = { inputs: properties(q.getOldInputs()), outputs: properties(q.getOlds()) };
      const outputs = await standIn.update({
        urn: q.getUrn(),
        id: q.getId(),
        olds,
        news: properties(q.getNews()),
        preview: q.getPreview(),
      });
      const response = new messages.UpdateResponse();
      response.setProperties(struct(outputs));
      return response;
    }),
    delete: unary(async (q: request.DeleteRequest) => {
      await standIn.delete({ urn: q.getUrn(), id: q.getId(), inputs: properties(q.getOldInputs()), olds: properties(q.getProperties()) });
      return new emptyMessages.Empty();
    }),
    invoke: unary(async (q: request.InvokeRequest) => {
      const response = new messages.InvokeResponse();
      response.setReturn(struct(await standIn.invoke(q.getTok(), properties(q.getArgs()))));
      return response;
    }),
  };
}
