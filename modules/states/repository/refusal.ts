import { fingerprintsOf } from "#states/repository/openpgp.ts";
import type { Repository } from "#states/repository.ts";

const isLocal = (address: string): boolean => address.startsWith("file:");

/** The declared fingerprints as they are compared. */
export const pinned = ({ fingerprint = [] }: Repository): readonly string[] =>
  (typeof fingerprint === "string" ? [fingerprint] : fingerprint).map((each) => each.replaceAll(" ", "").toUpperCase()).toSorted();

/** Why it must not be: whose packages would come from it, nobody could tell. */
export function refusal(want: Repository): string | undefined {
  const { uris = [], suites = [], baseurl, mirrorlist, key, signedBy, trusted = false } = want;
  const addresses = [...uris, ...[baseurl, mirrorlist].filter((each) => each !== undefined)];
  const isApt = uris.length > 0 && suites.length > 0;
  const isDnf = baseurl !== undefined || mirrorlist !== undefined;
  if (isApt === isDnf) return "it has either uris and suites (apt), or baseurl or mirrorlist (dnf)";
  if (trusted && !addresses.every(isLocal)) return "only files on the host itself (file:) may be trusted without a signature";
  if ([key !== undefined, signedBy !== undefined, trusted].filter(Boolean).length !== 1)
    return "it has either key and fingerprint, or signedBy, or trusted";
  if (key === undefined) return pinned(want).length > 0 ? "a fingerprint says nothing without its key" : undefined;
  if (pinned(want).length === 0) return "a key is declared with its fingerprint, as its owner publishes it";
  const found = fingerprintsOf(key)?.toSorted();
  if (found === undefined) return "the key is not one armoured block of OpenPGP public keys";
  return found.join(" ") === pinned(want).join(" ")
    ? undefined
    : `the key's fingerprint is ${found.join(" and ")}, declared is ${pinned(want).join(" and ")}`;
}
