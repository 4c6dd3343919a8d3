import { lines, sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { ownedFile } from "#states/owned-file.ts";
import type { OwnedFact, OwnedFile } from "#states/owned-file.ts";
import type { Ensure } from "#states/params.ts";
import { ensure } from "#states/params.ts";

export interface TrustAnchor {
  readonly name: string;
  readonly certificate: string;
  readonly ensure?: Ensure;
}

/** Where a family keeps anchors of its own, what makes its bundle of them, and where that is. */
const families = [
  {
    family: "debian",
    file: (name: string) => `/usr/local/share/ca-certificates/conform-${name}.crt`,
    tool: "update-ca-certificates",
    // Without --fresh, the links of an anchor that is gone stay.
    update: sh`update-ca-certificates --fresh >/dev/null`,
    bundle: "/etc/ssl/certs/ca-certificates.crt",
  },
  {
    family: "rhel",
    file: (name: string) => `/etc/pki/ca-trust/source/anchors/conform-${name}.pem`,
    tool: "update-ca-trust",
    update: sh`update-ca-trust extract`,
    bundle: "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  },
] as const;

type Family = (typeof families)[number];

const byFamily = (branch: (family: Family) => Sh, otherwise: Sh): Sh => sh`case $(os_family) in
      ${lines(families.map((one) => sh`${one.family}) ${branch(one)} ;;`))}
      *) ${otherwise} ;;
    esac`;

const where = ({ name }: TrustAnchor): Sh =>
  byFamily(({ file, bundle }) => sh`_file=${file(name)} _bundle=${bundle}`, sh`_file=${families[0].file(name)} _bundle=''`);

const anchor = ({ certificate, ensure }: TrustAnchor): OwnedFile => ({
  path: sh`"$_file"`,
  text: ensure === "absent" ? undefined : `${certificate.trimEnd()}\n`,
});

// The Red Hat family writes the same bytes with other line lengths.
const body = ({ certificate }: TrustAnchor): string => certificate.replaceAll(/-----[A-Z ]+-----|\s/g, "");

/**
 * A certificate authority of the facility that every program of the host trusts: the file, and that the bundle which programs read has it.
 * Browsers and Java bring bundles of their own.
 *
 * @example trustAnchor({ name: "facility-ca", certificate: "-----BEGIN CERTIFICATE-----\nMIIB…\n-----END CERTIFICATE-----\n" })
 */
export const trustAnchor = defineState<TrustAnchor, OwnedFact | "trusted">({
  kind: "trust_anchor",
  summary: "certificate authority that the host trusts",
  params: {
    type: "object",
    properties: {
      name: {
        type: "string",
        pattern: "^[a-z0-9][a-z0-9_-]*$",
        maxLength: 100,
        description: "what its file is called",
        examples: ["facility-ca"],
      },
      certificate: {
        type: "string",
        pattern: "^-----BEGIN CERTIFICATE-----\\r?\\n([A-Za-z0-9+/=]+\\r?\\n)+-----END CERTIFICATE-----\\s*$",
        maxLength: 32_000,
        description: "one certificate, PEM",
      },
      ensure: ensure("`absent` when it shall no longer be trusted"),
    },
    required: ["name", "certificate"],
    additionalProperties: false,
  },

  name: (want) => want.name,

  inspect: (want) => sh`
    ${byFamily(({ tool }) => sh`needs ${tool}`, sh`cannot_look 'trust is known on the Debian and Red Hat families only'`)}
    ${where(want)}
    ${ownedFile(anchor(want)).inspect}
    if _body=${body(want)} awk '
      /BEGIN.* CERTIFICATE/ { body = ""; next }
      /END.* CERTIFICATE/ { if (body == ENVIRON["_body"]) found = 1; next }
      { gsub(/[ \\t\\r]/, ""); body = body $0 }
      END { exit !found }' "$_bundle" 2>/dev/null; then emit trusted yes; else emit trusted ''; fi`,

  expect: (want) => ({ ...ownedFile(anchor(want)).expect, trusted: want.ensure === "absent" ? "" : "yes" }),

  repair: (want, drift) => [
    (drift.file ?? drift.access) && where(want),
    ...ownedFile(anchor(want)).repair(drift),
    (drift.file ?? drift.access ?? drift.trusted) && byFamily(({ update }) => update, sh`exit 1`),
  ],

  undo: (want) => [where(want), ...ownedFile(anchor(want)).undo, byFamily(({ update }) => update, sh`:`)],

  elsewhere: {
    ansible: "copy: { dest: /usr/local/share/ca-certificates/facility-ca.crt } + command: update-ca-certificates",
    salt: "/usr/local/share/ca-certificates/facility-ca.crt: file.managed + cmd.run: update-ca-certificates",
    puppet: "ca_cert::ca { 'facility-ca': ca_text => '…' }",
  },
});
