import * as grpc from "@grpc/grpc-js";
import anys from "google-protobuf/google/protobuf/any_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statuses from "@pulumi/pulumi/proto/status_pb.js";
import { messageOf, RunFailed, Unreachable, UserError } from "#core/errors.ts";
import { printable } from "#core/printable.ts";
import { Unfinished } from "#pulumi/resource-type.ts";
import { writeStruct } from "#pulumi/values.ts";

/** What the engine gets instead of an answer. */
export interface Refusal {
  readonly code: grpc.status;
  readonly details: string;
  readonly metadata?: grpc.Metadata;
}

function unfinished({ id, outputs, reasons, message }: Unfinished, readsFirst: boolean): Refusal {
  const detail = new messages.ErrorResourceInitFailed();
  detail.setId(id);
  detail.setProperties(writeStruct(outputs));
  detail.setReasonsList([...reasons]);
  detail.setRefreshBeforeUpdate(readsFirst);
  const packed = new anys.Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statuses.Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(message);
  status.addDetails(packed);
  const metadata = new grpc.Metadata();
  // gRPC's own place for an error with structure.
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { code: grpc.status.UNKNOWN, details: message, metadata };
}

/** Anything thrown, in words for the user: never a stack trace. */
export function refusalOf(thrown: unknown, readsFirst: boolean): Refusal {
  if (thrown instanceof Unfinished) return unfinished(thrown, readsFirst);
  if (thrown instanceof UserError) {
    const host = thrown instanceof Unreachable || thrown instanceof RunFailed ? `${thrown.host}: ` : "";
    const details = `${host}${printable(thrown.message)}${thrown.hint === undefined ? "" : `\n${thrown.hint}`}`;
    // UNKNOWN means to the engine that the outcome is unknown; all else that nothing was changed.
    return { code: thrown instanceof RunFailed ? grpc.status.UNKNOWN : grpc.status.FAILED_PRECONDITION, details };
  }
  return { code: grpc.status.UNKNOWN, details: `a mistake in Conform itself, please report it: ${messageOf(thrown)}` };
}
