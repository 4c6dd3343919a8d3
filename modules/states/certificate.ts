import type { SecretRef, Text } from "#core/secret.ts";
import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { ownedFile } from "#states/owned-file.ts";
import type { OwnedFact, OwnedFile } from "#states/owned-file.ts";
import { mode, owner, path, secretRef, text } from "#states/params.ts";

export interface Certificate {
  readonly path: string;
  readonly content?: Text;
  readonly keyPath?: string;
  readonly key?: SecretRef;
  readonly mode?: string;
  readonly keyMode?: string;
  readonly owner?: string;
  readonly group?: string;
  readonly renewBefore?: number;
}

type KeyFact = "key" | "keyAccess";

const keyPathOf = ({ path, keyPath, key }: Certificate): string | undefined =>
  keyPath ?? (key && path.replace(/([.](pem|crt|cer))?$/, ".key"));

const certificateFile = ({ path, content, mode, owner, group }: Certificate): OwnedFile => ({
  path,
  text: content,
  ...(mode !== undefined && { mode }),
  ...(owner !== undefined && { owner }),
  ...(group !== undefined && { group }),
  check: sh`openssl x509 -noout -in`,
});

const keyFile = (want: Certificate): OwnedFile<KeyFact> => ({
  path: keyPathOf(want) ?? "",
  text: want.key,
  mode: want.keyMode ?? "0600",
  ...(want.owner !== undefined && { owner: want.owner }),
  ...(want.group !== undefined && { group: want.group }),
  check: sh`openssl pkey -noout -passin pass: -in`,
  facts: ["key", "keyAccess"],
});

/** The public half of a certificate and of a key. A key behind a passphrase has none for us, and asks nobody. */
const ofCertificate = sh`openssl x509 -noout -pubkey`;
const ofKey = sh`openssl pkey -pubout -passin pass:`;

/** Succeeds when two commands print the same and anything at all. */
const same = (one: Sh, other: Sh): Sh =>
  sh`{ _half=$(${one} 2>/dev/null) && [ -n "$_half" ] && [ "$_half" = "$(${other} 2>/dev/null)" ]; }`;

const notWithin = (days: number): string => `not within ${days} ${days === 1 ? "day" : "days"}`;

/** Whether a certificate still counts in so many days, by the clock of the host. */
const counts = (path: string, days: Sh | number): Sh =>
  sh`openssl x509 -noout -checkend "$((${days} * 86400))" -in ${path} >/dev/null 2>&1`;

const expiry = (path: string, days: number): Sh => sh`
    if [ ! -e ${path} ]; then _expires=''
    elif ${counts(path, days)}; then _expires=${notWithin(days)}
    elif ! _end=$(openssl x509 -noout -enddate -in ${path} 2>/dev/null); then _expires='no certificate'
    else
      # notAfter=Dec  3 12:00:00 2026 GMT
      # shellcheck disable=SC2086 # fields
      set -- \${_end#notAfter=}
      _months=JanFebMarAprMayJunJulAugSepOctNovDec
      _before=\${_months%"$1"*}
      _date=$(printf '%s-%02d-%02d' "$4" "$((\${#_before} / 3 + 1))" "$2")
      if ! ${counts(path, 0)}; then _expires="it has, on $_date"
      else
        _days=0 _until=${days}
        while [ "$((_until - _days))" -gt 1 ]; do
          _middle=$(((_days + _until) / 2))
          if ${counts(path, sh`_middle`)}; then _days=$_middle; else _until=$_middle; fi
        done
        case $_days in 1) _expires="in 1 day ($_date)" ;; *) _expires="in $_days days ($_date)" ;; esac
      fi
    fi
    emit expires "$_expires"`;

/**
 * A certificate, with its private key where that is declared: both files, and that they belong together. With `renewBefore` it also says
 * when the certificate is about to expire, which only a person can change: declare that apart and with `audit: true`, so that it is due
 * weeks ahead and stops nothing.
 *
 * @example certificate({ path: "/etc/ssl/gateway.pem", content: "-----BEGIN CERTIFICATE-----\n…", key: { secret: "file:gateway.key" } }, { restarts: "nginx.service" })
 * @example certificate({ path: "/etc/ssl/gateway.pem", renewBefore: 30 }, { audit: true, why: "the issuer takes two weeks" })
 */
export const certificate = defineState<Certificate, OwnedFact | KeyFact | "pair" | "expires">({
  kind: "certificate",
  summary: "certificate with its key, and when it expires",
  params: {
    type: "object",
    properties: {
      path: path("the certificate, PEM, with the intermediate ones after it", "/etc/ssl/gateway.pem"),
      content: text("the whole file; without it whatever certificate is there is looked at"),
      keyPath: path("its private key; with `key` and without this, the certificate's path with `.key` at its end", "/etc/ssl/gateway.key"),
      key: secretRef("the private key, PEM without a passphrase; without it the key that is there is looked at"),
      mode: mode("0644"),
      keyMode: mode("0600"),
      owner: owner("the user both belong to"),
      group: owner("the group both belong to"),
      renewBefore: {
        type: "integer",
        minimum: 1,
        maximum: 1000,
        description: "how many days before its end it counts as due, by the clock of the host",
        examples: [30],
      },
    },
    required: ["path"],
    additionalProperties: false,
  },

  name: ({ path, content }) => (content === undefined ? `${path}:watched` : path),

  inspect: (want) => {
    const keyPath = keyPathOf(want);
    return sh`
    needs openssl
    ${want.content !== undefined && ownedFile(certificateFile(want)).inspect}
    ${want.key !== undefined && ownedFile(keyFile(want)).inspect}
    ${
      keyPath !== undefined &&
      sh`if ${same(sh`${ofCertificate} -in ${want.path}`, sh`${ofKey} -in ${keyPath}`)}; then emit pair yes; else emit pair no; fi`
    }
    ${want.renewBefore !== undefined && expiry(want.path, want.renewBefore)}`;
  },

  expect: (want) => ({
    ...(want.content !== undefined && ownedFile(certificateFile(want)).expect),
    ...(want.key !== undefined && ownedFile(keyFile(want)).expect),
    ...(keyPathOf(want) !== undefined && { pair: "yes" }),
    ...(want.renewBefore !== undefined && { expires: notWithin(want.renewBefore) }),
  }),

  // A declared pair that is none never comes into force. Nothing here renews a certificate.
  repair: (want, drift) => {
    const keyPath = keyPathOf(want);
    return [
      want.content !== undefined &&
        want.key !== undefined &&
        (drift.file ?? drift.key ?? drift.pair) &&
        sh`${same(sh`printf %s ${want.content} | ${ofCertificate}`, sh`printf %s ${want.key} | ${ofKey}`)} || {
      echo ${`the declared certificate ${want.path} and its key do not belong together; neither is in force`} >&2
      exit 1
    }`,
      ...(want.key === undefined ? [] : ownedFile(keyFile(want)).repair(drift)),
      ...(want.content === undefined ? [] : ownedFile(certificateFile(want)).repair(drift)),
      drift.pair &&
        keyPath !== undefined &&
        sh`${same(sh`${ofCertificate} -in ${want.path}`, sh`${ofKey} -in ${keyPath}`)} || {
      echo ${`${keyPath} is not the key of ${want.path}`} >&2
      exit 1
    }`,
    ];
  },

  undo: (want) => [
    ...(want.content === undefined ? [] : ownedFile(certificateFile(want)).undo),
    ...(want.key === undefined ? [] : ownedFile(keyFile(want)).undo),
  ],

  elsewhere: {
    ansible: "community.crypto.x509_certificate_info: { path: /etc/ssl/gateway.pem, valid_at: { renew: +30d } } + copy",
    salt: "/etc/ssl/gateway.pem: x509.certificate_managed: [{days_remaining: 30}]",
    puppet: "openssl::certificate::x509 { 'gateway': … }",
  },
});
