import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import emptys from "google-protobuf/google/protobuf/empty_pb.js";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import type { Difference, Existing, ResourceType } from "#pulumi/resource-type.ts";
import { readStruct, writeStruct } from "#pulumi/values.ts";

const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = messages.PropertyDiff.Kind;
const kinds = { add: [ADD, ADD_REPLACE], delete: [DELETE, DELETE_REPLACE], update: [UPDATE, UPDATE_REPLACE] } as const;

function writeDifference({ changes, replaces = [], deleteFirst = false }: Difference): pb.DiffResponse {
  const answer = new messages.DiffResponse();
  answer.setChanges(changes.size === 0 ? messages.DiffResponse.DiffChanges.DIFF_NONE : messages.DiffResponse.DiffChanges.DIFF_SOME);
  answer.setHasdetaileddiff(true);
  answer.setDeletebeforereplace(deleteFirst);
  answer.setReplacesList([...replaces]);
  answer.setDiffsList([...new Set([...changes.keys()].map((path) => /^\w+/.exec(path)?.[0] ?? path))]);
  for (const [path, kind] of changes) {
    const difference = new messages.PropertyDiff();
    const replacing = replaces.some((property) => path === property || path.startsWith(`${property}.`) || path.startsWith(`${property}[`));
    difference.setKind(kinds[kind][replacing ? 1 : 0]);
    difference.setInputdiff(true);
    answer.getDetaileddiffMap().set(path, difference);
  }
  return answer;
}

/** Zero means that the program says nothing. */
const timed = (request: pb.CreateRequest | pb.UpdateRequest | pb.DeleteRequest): { timeoutSeconds?: number } =>
  request.getTimeout() > 0 ? { timeoutSeconds: request.getTimeout() } : {};

/** The requests about a resource that name its old state. */
type OfExisting = pb.DiffRequest | pb.UpdateRequest;

const existing = (request: OfExisting): Existing => ({
  urn: request.getUrn(),
  id: request.getId(),
  inputs: readStruct(request.getOldInputs()),
  outputs: readStruct(request.getOlds()),
});

export async function check(type: ResourceType, request: pb.CheckRequest): Promise<pb.CheckResponse> {
  const { inputs, failures } = await type.check({ urn: request.getUrn(), news: readStruct(request.getNews()) });
  const answer = new messages.CheckResponse();
  answer.setInputs(writeStruct(inputs));
  answer.setFailuresList(
    failures.map(({ property, reason }) => {
      const failure = new messages.CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    }),
  );
  return answer;
}

export const diff = async (type: ResourceType, request: pb.DiffRequest): Promise<pb.DiffResponse> =>
  writeDifference(await type.diff({ ...existing(request), news: readStruct(request.getNews()) }));

export async function create(type: ResourceType, request: pb.CreateRequest): Promise<pb.CreateResponse> {
  const news = readStruct(request.getProperties());
  const { id, outputs } = await type.create({ urn: request.getUrn(), news, preview: request.getPreview(), ...timed(request) });
  const answer = new messages.CreateResponse();
  answer.setId(id);
  answer.setProperties(writeStruct(outputs));
  answer.setRefreshBeforeUpdate(type.readsFirst);
  return answer;
}

export async function read(type: ResourceType, request: pb.ReadRequest): Promise<pb.ReadResponse> {
  const { inputs, outputs } = await type.read({
    urn: request.getUrn(),
    id: request.getId(),
    inputs: readStruct(request.getInputs()),
    outputs: readStruct(request.getProperties()),
  });
  const answer = new messages.ReadResponse();
  answer.setId(request.getId());
  answer.setInputs(writeStruct(inputs));
  answer.setProperties(writeStruct(outputs));
  answer.setRefreshBeforeUpdate(type.readsFirst);
  return answer;
}

export async function update(type: ResourceType, request: pb.UpdateRequest): Promise<pb.UpdateResponse> {
  const news = readStruct(request.getNews());
  const answer = new messages.UpdateResponse();
  answer.setProperties(writeStruct(await type.update({ ...existing(request), news, preview: request.getPreview(), ...timed(request) })));
  answer.setRefreshBeforeUpdate(type.readsFirst);
  return answer;
}

export async function remove(type: ResourceType, request: pb.DeleteRequest): Promise<Empty> {
  await type.delete({
    urn: request.getUrn(),
    id: request.getId(),
    inputs: readStruct(request.getOldInputs()),
    outputs: readStruct(request.getProperties()),
    ...timed(request),
  });
  return new emptys.Empty();
}
