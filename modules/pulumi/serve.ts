import * as grpc from "@grpc/grpc-js";
import plugins from "@pulumi/pulumi/proto/plugin_pb.js";
import type { PluginAttach, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import emptys from "google-protobuf/google/protobuf/empty_pb.js";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import type { Connection, Transport } from "#core/connection.ts";
import { UserError } from "#core/errors.ts";
import type { ResolveSecret } from "#engine/resolve.ts";
import { CommandResource } from "#pulumi/command/command-resource.ts";
import { CopyResource } from "#pulumi/command/copy-resource.ts";
import { Configuration } from "#pulumi/configuration.ts";
import type { ReadConnections } from "#pulumi/configuration.ts";
import { EngineLog } from "#pulumi/engine-log.ts";
import { refusalOf } from "#pulumi/failure.ts";
import { HostAccess } from "#pulumi/host-access.ts";
import type { Observer } from "#pulumi/observer.ts";
import { check, create, diff, read, remove, update } from "#pulumi/requests.ts";
import type { ResourceType } from "#pulumi/resource-type.ts";
import { RoleResource, withPulumiSecrets } from "#pulumi/role-resource.ts";
import { readStruct } from "#pulumi/values.ts";

export interface ProviderOptions {
  readonly transport: Transport;
  readonly resolveSecret: ResolveSecret;
  /** Connections that are known already; the provider's configuration may add others. */
  readonly connections?: ReadonlyMap<string, Connection>;
  /** How the inventory that the provider's configuration names is read; without it, it isn't. */
  readonly readConnections?: ReadConnections;
  /** The inventory of a stack, for `command` resources in a process that no configuration of `conform` reaches. */
  readonly inventoryOf?: (stack: string) => string | undefined;
  readonly observer?: Observer;
  /** For hosts that are in no inventory, where commands may run as any user. */
  readonly anyUserTransport?: Transport;
  /** Where files to copy are looked for when their path is relative. */
  readonly assetFolders?: readonly string[];
  /** The version that the engine is told. */
  readonly version?: string;
}

export interface Serving {
  readonly port: number;
  /** Lets what runs on hosts come to its end and refuses the rest, until another run begins. */
  cancel(): Promise<void>;
  /** Lets what runs on hosts come to its end, and ends serving. The transport stays open: it is the caller's. */
  close(): Promise<void>;
}

type Answer<Request, Response> = (request: Request) => Promise<Response> | Response;

/** Every request and answer of a big facility fits; gRPC's own limit is 4 MB. */
const limits = { "grpc.max_receive_message_length": 400 << 20, "grpc.max_send_message_length": 400 << 20 };

/** `conform:host:HostRole` of a URN that ends in `…$conform:host:HostRole::name`. */
const typeOfUrn = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";

/** Answers with what the work gives, or with a refusal in words; nothing that is thrown goes further. */
const unary =
  <Request, Response>(work: Answer<Request, Response>, readsFirst = false): grpc.handleUnaryCall<Request, Response> =>
  ({ request }, answer) => {
    const done = async (): Promise<void> => {
      try {
        answer(null, await work(request));
      } catch (thrown) {
        answer(refusalOf(thrown, readsFirst));
      }
    };
    void done();
  };

const empty = (): Empty => new emptys.Empty();

const unimplemented =
  (name: string): grpc.UntypedHandleCall =>
  (_: unknown, answer: grpc.sendUnaryData<unknown>) => {
    answer({ code: grpc.status.UNIMPLEMENTED, details: `this provider does not serve ${name}` });
  };

/** Serves the resource types of this project to a Pulumi engine, on a port of this machine only. */
export async function serveProvider(options: ProviderOptions): Promise<Serving> {
  const log = new EngineLog();
  const resolve = withPulumiSecrets(options.resolveSecret);
  const access = new HostAccess(options.transport, resolve);
  const configuration = new Configuration(options.readConnections ?? (() => Promise.resolve(new Map())), options.connections);
  const { observer = {}, anyUserTransport = options.transport, assetFolders = [process.cwd()] } = options;
  const connections = () => configuration.connections;
  const others = new HostAccess(anyUserTransport, resolve);
  const commands = { access, others, connections, say: log.say };
  const types = new Map<string, ResourceType>([
    ["conform:host:HostRole", new RoleResource({ access, connections, resolve, observer, say: log.say })],
    ["command:remote:Command", new CommandResource(commands, "remote")],
    ["command:local:Command", new CommandResource(commands, "local")],
    ["command:remote:CopyToRemote", new CopyResource(commands, assetFolders)],
  ]);
  const named = (urn: string): ResourceType => {
    const type = types.get(typeOfUrn(urn));
    if (type === undefined)
      throw new UserError(`this provider has no resource type ${typeOfUrn(urn)}`, `It has ${[...types.keys()].join(", ")}.`);
    return type;
  };
  const about =
    <Request extends { getUrn(): string }, Response>(work: (type: ResourceType, request: Request) => Promise<Response>) =>
    async (request: Request): Promise<Response> => {
      const stack = request.getUrn().split(":")[2] ?? "";
      await configuration.know(stack, options.inventoryOf?.(stack));
      return work(named(request.getUrn()), request);
    };
  const begin = (): void => {
    access.begin();
    others.begin();
  };
  const cancel = async (): Promise<void> => {
    await Promise.all([access.cancel(), others.cancel()]);
  };

  const known: Record<string, grpc.UntypedHandleCall> = {
    handshake: unary<pb.ProviderHandshakeRequest, pb.ProviderHandshakeResponse>((request) => {
      begin();
      log.connect(request.getEngineAddress());
      const answer = new messages.ProviderHandshakeResponse();
      answer.setAcceptSecrets(true);
      return answer;
    }),
    attach: unary<PluginAttach, Empty>((request) => {
      begin();
      log.connect(request.getAddress());
      return empty();
    }),
    getPluginInfo: unary<Empty, PluginInfo>(() => {
      const answer = new plugins.PluginInfo();
      answer.setVersion(options.version ?? "0.1.0");
      return answer;
    }),
    getSchema: unary<pb.GetSchemaRequest, pb.GetSchemaResponse>(() => {
      const answer = new messages.GetSchemaResponse();
      answer.setSchema("{}");
      return answer;
    }),
    checkConfig: unary<pb.CheckRequest, pb.CheckResponse>((request) => {
      const answer = new messages.CheckResponse();
      answer.setInputs(request.getNews());
      return answer;
    }),
    // Nothing in it is a reason to replace what runs on hosts.
    diffConfig: unary<pb.DiffRequest, pb.DiffResponse>(() => new messages.DiffResponse()),
    configure: unary<pb.ConfigureRequest, pb.ConfigureResponse>(async (request) => {
      await configuration.set(readStruct(request.getArgs()));
      const answer = new messages.ConfigureResponse();
      answer.setAcceptsecrets(true);
      answer.setSupportspreview(true);
      return answer;
    }),
    check: unary(about(check)),
    diff: unary(about(diff)),
    create: unary(about(create), true),
    read: unary(about(read), true),
    update: unary(about(update), true),
    delete: unary(about(remove)),
    invoke: unary<pb.InvokeRequest, never>((request) => {
      throw new UserError(
        `the function ${request.getTok()} is not served`,
        "Use a resource: command.local.Command or command.remote.Command.",
      );
    }),
    cancel: unary<Empty, Empty>(() => {
      void cancel();
      return empty();
    }),
  };
  const server = new grpc.Server(limits);
  server.addService(
    services.ResourceProviderService,
    Object.fromEntries(Object.keys(services.ResourceProviderService).map((name) => [name, known[name] ?? unimplemented(name)])),
  );
  const { promise: bound, resolve: settle, reject } = Promise.withResolvers<number>();
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (thrown, port) =>
    thrown === null ? settle(port) : reject(thrown),
  );
  const port = await bound;
  return {
    port,
    cancel,
    close: async () => {
      await cancel();
      log.close();
      server.forceShutdown();
    },
  };
}
