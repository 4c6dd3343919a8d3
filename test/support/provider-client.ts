import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import statuses from "@pulumi/pulumi/proto/status_pb.js";
import emptys from "google-protobuf/google/protobuf/empty_pb.js";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import type { Connection } from "#core/connection.ts";
import type { Declared } from "#core/declared.ts";
import { serveProvider } from "#pulumi/serve.ts";
import type { ProviderOptions } from "#pulumi/serve.ts";
import { readStruct, writeStruct } from "#pulumi/values.ts";
import type { WireObject } from "#pulumi/values.ts";
import { connectionOf } from "#support/engine-program.ts";
import { localTransport } from "#support/local-transport.ts";
import type { LocalOptions, LocalTransport } from "#support/local-transport.ts";
import { resolveSecretHere } from "#support/test-secrets.ts";

type Some<T> = { readonly [P in keyof T]?: T[P] };

export interface PartialFailure {
  readonly id: string;
  readonly properties: WireObject;
  readonly reasons: readonly string[];
}

/** What a call was refused with. */
export class Refused extends Error {
  readonly code: number;
  readonly partial: PartialFailure | undefined;
  constructor({ code, details, metadata }: grpc.ServiceError) {
    super(details);
    this.code = code;
    const [packed] = metadata.get("grpc-status-details-bin");
    if (packed === undefined) return;
    const [detail] = statuses.Status.deserializeBinary(Buffer.from(packed)).getDetailsList();
    const unfinished = detail?.unpack(
      (bytes) => messages.ErrorResourceInitFailed.deserializeBinary(bytes),
      "pulumirpc.ErrorResourceInitFailed",
    );
    if (unfinished === null || unfinished === undefined) return;
    this.partial = { id: unfinished.getId(), properties: readStruct(unfinished.getProperties()), reasons: unfinished.getReasonsList() };
  }
}

/** A provider in this process, spoken to as the engine does: over gRPC, with every byte that it answers kept. */
export interface TestProvider {
  readonly transport: LocalTransport;
  readonly hosts: string;
  /** A file on a host; its folder is made. */
  on(host: string, file: string): string;
  check(type: string, news: WireObject): Promise<{ readonly inputs: WireObject; readonly failures: Record<string, string> }>;
  diff(
    type: string,
    old: WireObject,
    news: WireObject,
  ): Promise<{ readonly paths: Record<string, string>; readonly replaces: readonly string[] }>;
  create(
    type: string,
    news: WireObject,
    preview?: boolean,
  ): Promise<{ readonly id: string; readonly outputs: WireObject; readonly readsFirst: boolean }>;
  read(type: string, inputs: WireObject, outputs?: WireObject): Promise<{ readonly inputs: WireObject; readonly outputs: WireObject }>;
  update(
    type: string,
    old: WireObject,
    news: WireObject,
    options?: { readonly preview?: boolean; readonly outputs?: WireObject },
  ): Promise<WireObject>;
  remove(type: string, inputs: WireObject, outputs?: WireObject): Promise<void>;
  cancel(): Promise<void>;
  handshake(): Promise<void>;
  /** All answers so far, as text. */
  answers(): string;
  close(): Promise<void>;
}

export const roleType = "conform:host:HostRole";

export const roleNews = (host: string, role: string, declared: readonly Declared[]): WireObject =>
  ({ host, role, __declared: declared }) as unknown as WireObject;

const urnOf = (type: string, { host, role }: WireObject): string => {
  const name = typeof host === "string" && typeof role === "string" ? `${host}/${role}` : "some/thing";
  return `urn:pulumi:lab::conform::${type}::${name}`;
};
const kinds = ["add", "add-replace", "delete", "delete-replace", "update", "update-replace"];

export async function testProvider(
  options: Omit<Some<ProviderOptions>, "transport"> & LocalOptions & { readonly names?: readonly string[] } = {},
  folder?: string,
): Promise<TestProvider> {
  const hosts = folder ?? mkdtempSync(path.join(tmpdir(), "conform-provider-"));
  const transport = localTransport(hosts, options);
  const connections = new Map((options.names ?? ["a", "b"]).map((host): [string, Connection] => [host, connectionOf(host)]));
  const serving = await serveProvider({ resolveSecret: resolveSecretHere, connections, ...options, transport });
  const client = new services.ResourceProviderClient(`127.0.0.1:${serving.port}`, grpc.credentials.createInsecure());
  const said: string[] = [];
  const call = <Request, Answer extends { toObject(): object }>(
    method: (request: Request, answer: (thrown: grpc.ServiceError | null, value: Answer) => void) => unknown,
    request: Request,
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      method(request, (thrown, value) => {
        said.push(thrown === null ? JSON.stringify(value.toObject()) : `${thrown.details} ${JSON.stringify(thrown.metadata.getMap())}`);
        if (thrown === null) resolve(value);
        else reject(new Refused(thrown));
      });
    });
  return {
    transport,
    hosts,
    cancel: async () => {
      await call<Empty, Empty>((asked, answer) => client.cancel(asked, answer), new emptys.Empty());
    },
    handshake: async () => {
      await call<pb.ProviderHandshakeRequest, pb.ProviderHandshakeResponse>(
        (asked, answer) => client.handshake(asked, answer),
        new messages.ProviderHandshakeRequest(),
      );
    },
    on: (host, file) => {
      const place = path.join(hosts, host, file);
      mkdirSync(path.dirname(place), { recursive: true });
      return place;
    },
    check: async (type, news) => {
      const request = new messages.CheckRequest();
      request.setUrn(urnOf(type, news));
      request.setNews(writeStruct(news));
      const answer = await call<pb.CheckRequest, pb.CheckResponse>((asked, answer) => client.check(asked, answer), request);
      const failures = Object.fromEntries(answer.getFailuresList().map((failure) => [failure.getProperty(), failure.getReason()]));
      return { inputs: readStruct(answer.getInputs()), failures };
    },
    diff: async (type, old, news) => {
      const request = new messages.DiffRequest();
      request.setUrn(urnOf(type, old));
      request.setId("id");
      request.setOldInputs(writeStruct(old));
      request.setOlds(writeStruct({}));
      request.setNews(writeStruct(news));
      const answer = await call<pb.DiffRequest, pb.DiffResponse>((asked, answer) => client.diff(asked, answer), request);
      const paths: Record<string, string> = {};
      answer.getDetaileddiffMap().forEach((difference, at) => {
        paths[at] = kinds[difference.getKind()] ?? "?";
      });
      return { paths, replaces: answer.getReplacesList() };
    },
    create: async (type, news, preview = false) => {
      const request = new messages.CreateRequest();
      request.setUrn(urnOf(type, news));
      request.setProperties(writeStruct(news));
      request.setPreview(preview);
      const answer = await call<pb.CreateRequest, pb.CreateResponse>((asked, answer) => client.create(asked, answer), request);
      return { id: answer.getId(), outputs: readStruct(answer.getProperties()), readsFirst: answer.getRefreshBeforeUpdate() };
    },
    read: async (type, inputs, outputs = {}) => {
      const request = new messages.ReadRequest();
      request.setUrn(urnOf(type, inputs));
      request.setId("id");
      request.setInputs(writeStruct(inputs));
      request.setProperties(writeStruct(outputs));
      const answer = await call<pb.ReadRequest, pb.ReadResponse>((asked, answer) => client.read(asked, answer), request);
      return { inputs: readStruct(answer.getInputs()), outputs: readStruct(answer.getProperties()) };
    },
    update: async (type, old, news, { preview = false, outputs = {} } = {}) => {
      const request = new messages.UpdateRequest();
      request.setUrn(urnOf(type, news));
      request.setId("id");
      request.setOldInputs(writeStruct(old));
      request.setOlds(writeStruct(outputs));
      request.setNews(writeStruct(news));
      request.setPreview(preview);
      return readStruct(
        (await call<pb.UpdateRequest, pb.UpdateResponse>((asked, answer) => client.update(asked, answer), request)).getProperties(),
      );
    },
    remove: async (type, inputs, outputs = {}) => {
      const request = new messages.DeleteRequest();
      request.setUrn(urnOf(type, inputs));
      request.setId("id");
      request.setOldInputs(writeStruct(inputs));
      request.setProperties(writeStruct(outputs));
      await call((asked, answer) => client.delete(asked, answer), request);
    },
    answers: () => said.join("\n"),
    close: async () => {
      client.close();
      await serving.close();
      if (folder === undefined) rmSync(hosts, { recursive: true, force: true });
    },
  };
}
