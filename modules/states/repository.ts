import { lines, sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { ownedFile, surveyOwned } from "#states/owned-file.ts";
import type { OwnedFile } from "#states/owned-file.ts";
import type { Ensure } from "#states/params.ts";
import { ensure, path } from "#states/params.ts";
import { apt } from "#states/repository/apt.ts";
import type { Backend } from "#states/repository/backend.ts";
import { dnf } from "#states/repository/dnf.ts";
import { pinned, refusal } from "#states/repository/refusal.ts";
import { trial } from "#states/repository/trial.ts";

export interface Repository {
  readonly name: string;
  readonly description?: string;
  readonly uris?: readonly string[];
  readonly suites?: readonly string[];
  readonly components?: readonly string[];
  readonly types?: readonly ("deb" | "deb-src")[];
  readonly architectures?: readonly string[];
  readonly pin?: number;
  readonly baseurl?: string;
  readonly mirrorlist?: string;
  readonly gpgcheck?: boolean;
  readonly priority?: number;
  readonly enabled?: boolean;
  readonly key?: string;
  readonly fingerprint?: string | readonly string[];
  readonly signedBy?: string;
  readonly trusted?: boolean;
  readonly ensure?: Ensure;
}

type Fact = "file" | "access" | "key" | "keyAccess" | "pin" | "pinAccess";

const backendOf = ({ baseurl, mirrorlist }: Repository): Backend => (baseurl === undefined && mirrorlist === undefined ? apt : dnf);

const keyOf = ({ key }: Repository): string | undefined => key && `${key.replaceAll("\r", "").trim()}\n`;

const paths = (want: Repository, { fileOf, keyFileOf, pinFileOf }: Backend) => ({
  file: fileOf(want),
  key: keyFileOf(want),
  pin: pinFileOf(want),
});

/** What shall be gone need not say for which family it was: the host decides. */
const hostDecides = (want: Repository): Sh => {
  const set = (backend: Backend): Sh => {
    const { file, key, pin = apt.pinFileOf(want) } = paths(want, backend);
    return sh`_file=${file} _key=${key} _pin=${pin}`;
  };
  return sh`case $(os_family) in rhel) ${set(dnf)} ;; *) ${set(apt)} ;; esac`;
};

/** The files that it consists of, in the order in which they are needed. */
function filesOf(want: Repository): readonly OwnedFile<Fact>[] {
  const key = ["key", "keyAccess"] as const;
  const pin = ["pin", "pinAccess"] as const;
  const file = ["file", "access"] as const;
  if (want.ensure === "absent")
    return [
      { path: sh`"$_key"`, text: undefined, facts: key },
      { path: sh`"$_pin"`, text: undefined, facts: pin },
      { path: sh`"$_file"`, text: undefined, facts: file },
    ];
  const backend = backendOf(want);
  const at = paths(want, backend);
  return [
    { path: at.key, text: keyOf(want), facts: key },
    ...(at.pin === undefined ? [] : [{ path: at.pin, text: backend.pinOf(want), facts: pin }]),
    { path: at.file, text: backend.textOf(want, want.key === undefined ? want.signedBy : at.key), facts: file },
  ];
}

/**
 * A repository of packages: its address, the one key that may sign it, and how much it counts beside others (apt: a deb822 file, dnf: a
 * .repo file). What it offers is fetched before it comes into force, and only then: an address or a signature that is wrong is refused.
 *
 * The key travels with the declaration and is compared with its fingerprint before anything happens; it is valid for this repository only.
 * Without any signature only files on the host itself are taken (`trusted`), as air-gapped rooms have them. `pin` is about everything
 * that comes from the same server.
 *
 * @example repository({ name: "post-local", uris: ["file:/srv/repo"], suites: ["./"], trusted: true }, { why: "the suites have no way out" })
 * @example repository({ name: "debian", uris: ["http://mirror.example.net/debian"], suites: ["bookworm", "bookworm-updates"], components: ["main"], signedBy: "/usr/share/keyrings/debian-archive-keyring.gpg" })
 */
export const repository = defineState<Repository, Fact>({
  kind: "repository",
  summary: "repository of packages, its key and its priority (apt, dnf)",
  params: {
    type: "object",
    properties: {
      name: {
        type: "string",
        pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
        maxLength: 100,
        description: "what it and its files are called",
        examples: ["nvidia"],
      },
      description: {
        type: "string",
        pattern: "^[^\\u0000-\\u001f\\u007f]+$",
        description: "dnf: what it is called in lists",
        examples: ["NVIDIA drivers"],
      },
      uris: {
        type: "array",
        items: { type: "string", pattern: "^[a-z][a-z+]*:/[!-~]+$" },
        minItems: 1,
        uniqueItems: true,
        description: "apt: where it is",
        examples: [["https://mirror.example.net/debian"]],
      },
      suites: {
        type: "array",
        items: { type: "string", pattern: "^[A-Za-z0-9./][A-Za-z0-9./_-]*$" },
        minItems: 1,
        uniqueItems: true,
        description: "apt: its distributions; a folder with a slash at the end where it has none",
        examples: [["bookworm"], ["./"]],
      },
      components: {
        type: "array",
        items: { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9./_-]*$" },
        uniqueItems: true,
        description: "apt: its components; none where the suite is a folder",
        examples: [["main", "non-free-firmware"]],
      },
      types: {
        type: "array",
        items: { type: "string", enum: ["deb", "deb-src"] },
        minItems: 1,
        uniqueItems: true,
        description: "apt: packages, sources or both",
        default: ["deb"],
      },
      architectures: {
        type: "array",
        items: { type: "string", pattern: "^[a-z0-9-]+$" },
        uniqueItems: true,
        description: "apt: which to take; without any, those of the host",
        examples: [["amd64"]],
      },
      pin: {
        type: "integer",
        minimum: -1,
        maximum: 1001,
        description:
          "apt: priority of everything from its server, as apt_preferences(5) has it: 500 is usual, below 100 only on request, above 1000 even older versions",
        examples: [100],
      },
      baseurl: {
        type: "string",
        pattern: "^[a-z]+:/[!-~]+$",
        description: "dnf: where it is",
        examples: ["https://mirror.example.net/rocky/$releasever/BaseOS/$basearch/os/"],
      },
      mirrorlist: { type: "string", pattern: "^[a-z]+:/[!-~]+$", description: "dnf: where the list of its mirrors is" },
      gpgcheck: {
        type: "boolean",
        description: "dnf: whether each package must be signed; where it is `false`, the list of packages must be (repo_gpgcheck)",
        default: true,
      },
      priority: { type: "integer", minimum: 1, maximum: 99, description: "dnf: the lowest wins; 99 is usual", examples: [10] },
      enabled: { type: "boolean", description: "whether packages are taken from it", default: true },
      key: {
        type: "string",
        pattern: "^\\s*-----BEGIN PGP PUBLIC KEY BLOCK-----",
        maxLength: 100_000,
        description: "the key that signs it, armoured",
      },
      fingerprint: {
        anyOf: [
          { type: "string", pattern: "^([0-9A-Fa-f] *){40}(([0-9A-Fa-f] *){24})?$" },
          { type: "array", items: { type: "string", pattern: "^([0-9A-Fa-f] *){40}(([0-9A-Fa-f] *){24})?$" }, minItems: 1 },
        ],
        description: "the key's fingerprint as its owner publishes it, or those of all keys in the block",
        examples: ["4D64 FEC1 19C2 0290 67D6 E791 F8D2 585B 8783 D481"],
      },
      signedBy: path(
        "a keyring that the host has already, such as the distribution's own",
        "/usr/share/keyrings/debian-archive-keyring.gpg",
      ),
      trusted: { type: "boolean", description: "whether files on the host itself (`file:`) are taken without a signature", default: false },
      ensure: ensure("`absent` when the host shall not know it; the key goes along"),
    },
    required: ["name"],
    additionalProperties: false,
  },

  name: (want) => want.name,

  inspect: (want) => {
    const reason = refusal(want);
    const { family } = backendOf(want);
    return sh`${
      want.ensure === "absent"
        ? hostDecides(want)
        : sh`${reason !== undefined && sh`cannot_look ${reason}`}
    [ "$(os_family)" = ${family} ] || cannot_look ${`it is declared as ${family === "debian" ? "apt" : "dnf"} has it, which this host does not use`}`
    }
    ${lines(filesOf(want).map((file) => ownedFile(file).inspect))}`;
  },

  survey: (wants) => surveyOwned(wants.flatMap(filesOf)),

  expect: (want) => Object.assign({}, ...filesOf(want).map((file) => ownedFile(file).expect)),

  repair: (want, drift) => {
    const reason = refusal(want);
    const isGone = want.ensure === "absent";
    if (Object.keys(drift).length === 0) return [];
    if (!isGone && reason !== undefined) return [sh`echo ${reason} >&2; exit 1`];
    const files = filesOf(want).map((file) => ownedFile(file).repair(drift));
    if (isGone) return [hostDecides(want), ...files.toReversed().flat()];
    return [
      (drift.key ?? drift.file) && want.enabled !== false && trial(want, backendOf(want), keyOf(want), pinned(want)),
      ...files.flat(),
    ];
  },

  undo: (want) =>
    [
      want.ensure === "absent" && hostDecides(want),
      ...filesOf(want)
        .toReversed()
        .flatMap((file) => ownedFile(file).undo),
    ].filter((piece) => piece !== false),

  elsewhere: {
    ansible: "ansible.builtin.deb822_repository: { name: nvidia, uris: https://…, suites: ./, signed_by: https://…/key.asc }",
    salt: "nvidia: pkgrepo.managed: [{name: deb [signed-by=…] https://… ./}, {key_url: https://…}]",
    puppet: "apt::source { 'nvidia': location => 'https://…', release => './', key => { id => '…', source => '…' } }",
  },
});
