import * as grpc from "@grpc/grpc-js";
import messages from "@pulumi/pulumi/proto/engine_pb.js";
import services from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type { Say } from "#pulumi/observer.ts";

/** The engine's own log: what is said there appears beside the resource it is about. */
export class EngineLog {
  #client: EngineClient | undefined;

  connect(address: string): void {
    this.#client?.close();
    this.#client = address === "" ? undefined : new services.EngineClient(address, grpc.credentials.createInsecure());
  }

  readonly say: Say = (severity, urn, message) => {
    const request = new messages.LogRequest();
    request.setSeverity(severity === "warning" ? messages.LogSeverity.WARNING : messages.LogSeverity.INFO);
    request.setUrn(urn);
    request.setMessage(message);
    // An engine that is gone already has nobody to tell.
    this.#client?.log(request, () => undefined);
  };

  close(): void {
    this.#client?.close();
  }
}
