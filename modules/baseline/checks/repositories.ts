import { crossCheck } from "#inventory/cross-check.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import type { WrittenRepository } from "#inventory/written.ts";

/** A repository is signed unless it is a folder of the host, and has something for the hosts that use it. */
export const repositories = crossCheck(
  {
    "wrong-family": "a repository has something for the hosts that use it",
    "empty-repository": "a repository has packages for one family or both",
    "key-without-fingerprint": "a repository's key is known by its fingerprint",
    "fingerprint-without-key": "a repository with a fingerprint has its key",
    "unsigned-repository": "a repository out of the house is signed",
    "suite-components": "a suite has components, a folder has none",
  },
  function* ({ hosts, repositories }) {
    for (const [id, repository] of repositories) yield* checkRepository(id, repository, ["repositories", id]);
    for (const [host, { os, repositories: used }] of hosts)
      for (const [i, id] of used.entries()) {
        const repository = repositories.get(id);
        if (repository !== undefined && repository[os.family] === undefined)
          yield {
            id: "wrong-family",
            path: ["hosts", host, "repositories", i],
            message: `repository ${id} has nothing for ${os.family}, the family of host ${host}`,
            related: ["repositories", id],
          };
      }
  },
);

function* checkRepository(id: string, { debian, rhel, key, fingerprint }: WrittenRepository, path: Path): Generator<Problem> {
  const urls = [...(debian?.uris ?? []), ...(rhel === undefined ? [] : [rhel.baseurl])];
  if (urls.length === 0) yield { id: "empty-repository", path, on: "key", message: `repository ${id} has neither debian nor rhel` };
  if (key !== undefined && fingerprint === undefined)
    yield {
      id: "key-without-fingerprint",
      path: [...path, "key"],
      on: "key",
      message: `repository ${id} has a key without its fingerprint`,
      hint: "Take the fingerprint from another place than the key: together they could both be somebody else's.",
    };
  if (key === undefined && fingerprint !== undefined)
    yield {
      id: "fingerprint-without-key",
      path: [...path, "fingerprint"],
      on: "key",
      message: `repository ${id} has a fingerprint without its key`,
    };
  const remote = urls.find((url) => !url.startsWith("file:"));
  if (key === undefined && fingerprint === undefined && remote !== undefined)
    yield {
      id: "unsigned-repository",
      path,
      on: "key",
      message: `repository ${id} has no key, so that anybody on the way could change its packages`,
      hint: "Only a folder of the host (file:///) may go without key and fingerprint.",
    };
  for (const [i, suite] of debian?.suites.entries() ?? [])
    if (suite.endsWith("/") === (debian?.components ?? []).length > 0)
      yield {
        id: "suite-components",
        path: [...path, "debian", "suites", i],
        message: suite.endsWith("/") ? `${suite} is a folder and has no components` : `suite ${suite} needs components, as in main`,
      };
}
