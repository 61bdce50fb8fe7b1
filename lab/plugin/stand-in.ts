import type { CloudRequest, CloudResponse, Verb } from "../clouds/handler.ts";
import { autoname } from "./autoname.ts";
import { checkInputs, type Problem } from "./check-inputs.ts";
import { callCloud } from "./daemon-client.ts";
import { diffInputs, previewUpdate, type Difference } from "./diff-inputs.ts";
import { inputsAsFound } from "./drift.ts";
import { completeOutputs } from "./plausible.ts";
import { previewCreate } from "./preview-create.ts";
import { configFromEnvironment } from "./provider-config.ts";
import { findClass, type SdkClass } from "./sdk-class.ts";
import { concealAs, revealAll, type Properties } from "./wire.ts";

/** Which provider this process stands in for, and where its SDK and the lab's daemon are. */
export type Setting = {
  readonly pkg: string;
  readonly version: string;
  readonly sdkDirectory: string;
  readonly socketPath: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
};
type Made = { readonly id: string; readonly outputs: Properties };
type Existing = { readonly urn: string; readonly id: string; readonly inputs: Properties; readonly olds: Properties };

/** Answers for one provider: what the SDK forbids is refused here, everything that exists is in the daemon's hands. */
export function createStandIn(setting: Setting) {
  let config: Properties = configFromEnvironment(setting.pkg, setting.environment);

  const known = new Map<string, SdkClass>();
  const classOf = (type: string): SdkClass => {
    const found = known.get(type) ?? findClass(setting.sdkDirectory, type);
    if (found) {
      known.set(type, found);
      return found;
    }
    throw new Error(`${type}: the ${setting.pkg} SDK ${setting.version} has no such resource type.`);
  };
  const call = (verb: Verb, body: Omit<CloudRequest, "config">): Promise<CloudResponse> =>
    callCloud(setting.socketPath, setting.pkg, verb, { ...body, config });
  const outputsOf = (urn: string, id: string, given: CloudResponse, handedOver: Properties): Properties => {
    const { type } = partsOf(urn);
    const outputs = { ...(given.outputs as Properties), id };
    return concealAs(handedOver, completeOutputs({ type, id }, outputs, classOf(type)));
  };

  return {
    configure(args: Properties): void {
      config = { ...config, ...revealAll(args) };
    },
    check({ urn, olds, news, seed }: { urn: string; olds: Properties; news: Properties; seed: Uint8Array }): {
      inputs: Properties;
      failures: readonly Problem[];
    } {
      const { type, name } = partsOf(urn);
      const shape = classOf(type);
      const inputs = autoname(news, shape, { type, logicalName: name, seed, olds });
      return { inputs, failures: checkInputs(type, inputs, shape) };
    },
    diff({ urn, olds, news }: { urn: string; olds: Properties; news: Properties }): Difference {
      const { type } = partsOf(urn);
      return diffInputs(type, classOf(type), olds, news);
    },
    async create({ urn, inputs, preview }: { urn: string; inputs: Properties; preview: boolean }): Promise<Made> {
      const { type, name } = partsOf(urn);
      if (preview) return { id: "", outputs: previewCreate(type, inputs) };
      const made = await call("create", { type, name, urn, inputs: revealAll(inputs) });
      return { id: made.id, outputs: outputsOf(urn, made.id, made, inputs) };
    },
    async read({ urn, id, inputs, olds }: Existing): Promise<Made & { readonly inputs: Properties }> {
      const { type, name } = partsOf(urn);
      const found = await call("read", { type, name, urn, id, inputs: revealAll(inputs), olds: revealAll(olds) });
      if (!found.id) return { id: "", outputs: {}, inputs: {} };
      const outputs = outputsOf(urn, found.id, found, inputs);
      return { id: found.id, outputs, inputs: inputsAsFound(inputs, olds, outputs, classOf(type)) };
    },
    async update({
      urn,
      id,
      olds,
      news,
      preview,
    }: {
      urn: string;
      id: string;
      olds: { inputs: Properties; outputs: Properties };
      news: Properties;
      preview: boolean;
    }): Promise<Properties> {
      if (preview) return previewUpdate(olds.outputs, olds.inputs, news);
      const { type, name } = partsOf(urn);
      const changed = await call("update", { type, name, urn, id, inputs: revealAll(news), olds: revealAll(olds.outputs) });
      return outputsOf(urn, id, changed, news);
    },
    async delete({ urn, id, inputs, olds }: Existing): Promise<void> {
      await call("delete", { ...partsOf(urn), urn, id, inputs: revealAll(inputs), olds: revealAll(olds) });
    },
    async invoke(token: string, args: Properties): Promise<Properties> {
      const { outputs } = await call("invoke", { type: token, name: "", inputs: revealAll(args) });
      return outputs as Properties;
    },
  };
}

/** Type and logical name of a URN: `urn:pulumi:<stack>::<project>::<parent types$type>::<name>`. */
export function partsOf(urn: string): { readonly type: string; readonly name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.split("$").at(-1) ?? "", name: name.join("::") };
}
