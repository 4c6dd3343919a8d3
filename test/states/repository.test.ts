import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sh } from "#core/sh.ts";
import { fingerprintsOf } from "#states/repository/openpgp.ts";
import { repository } from "#states/repository.ts";
import type { Repository } from "#states/repository.ts";
import { describeState } from "#support/describe-state.ts";

// Made once with gpg: two keys that never expire, an empty repository of each family, signed by the first.
const fixture = (name: string): string => readFileSync(new URL(`../fixtures/repository/${name}`, import.meta.url), "utf8");
const key = fixture("key.asc");
const otherKey = fixture("other-key.asc");
const fingerprint = "3915 E4C9 6CC4 3F80 C4AD  DA33 665C 7BF5 0674 043B";
const otherFingerprint = "2EB17E90E174C9FBD970BF09FAA10A4F38A14102";

const debian = { "/etc/os-release": "ID=debian\n" };
const rocky = { "/etc/os-release": 'ID="rocky"\nID_LIKE="rhel centos fedora"\n' };

const vendor: Repository = {
  name: "vendor",
  uris: ["https://apt.example.com/debian"],
  suites: ["stable"],
  components: ["main"],
  key,
  fingerprint,
};
const vendorFile =
  "Types: deb\nURIs: https://apt.example.com/debian\nSuites: stable\nComponents: main\nSigned-By: /etc/apt/keyrings/vendor.asc\nEnabled: yes\n";
const asWanted = { key, keyAccess: "0644 root:root", pinAccess: "", file: vendorFile, access: "0644 root:root" };
const local: Repository = { name: "local", uris: ["file:/srv/repo"], suites: ["./"], trusted: true };
const vendorRpm: Repository = { name: "vendor", baseurl: "https://rpm.example.com/el$releasever/$basearch/", key, fingerprint };
const vendorRepo = `[vendor]
name=vendor
baseurl=https://rpm.example.com/el$releasever/$basearch/
enabled=1
gpgcheck=1
repo_gpgcheck=0
gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-vendor
`;

const aptGet = { "apt-get": "exit 0" };
const sources = "/etc/apt/sources.list.d/vendor.sources";

describeState(
  repository,
  [
    { it: "is quiet when file and key are as declared", want: vendor, found: asWanted, drifts: [], repair: [] },
    {
      it: "names the property that somebody changed",
      want: { ...vendor, pin: 600 },
      found: {
        ...asWanted,
        key: otherKey,
        pin: 'Package: *\nPin: origin "apt.example.com"\nPin-Priority: 1001\n',
        pinAccess: "0666 root:root",
        file: vendorFile.replace("yes", "no"),
      },
      drifts: ["key", "pin", "pinAccess", "file"],
    },
    {
      it: "fetches nothing for who may read the file",
      want: vendor,
      found: { ...asWanted, access: "0666 root:root" },
      drifts: ["access"],
      repair: [`chown -h root:root ${sources} && chmod 0644 ${sources}`],
    },
    {
      it: "wants nothing left of what shall be gone",
      want: { name: "vendor", ensure: "absent" },
      found: { keyAccess: "0644 root:root", access: "0644 root:root" },
      drifts: ["keyAccess", "access"],
      repair: [
        `case $(os_family) in rhel) _file=/etc/yum.repos.d/vendor.repo _key=/etc/pki/rpm-gpg/RPM-GPG-KEY-vendor _pin=/etc/apt/preferences.d/vendor.pref ;; *) _file=${sources} _key=/etc/apt/keyrings/vendor.asc _pin=/etc/apt/preferences.d/vendor.pref ;; esac`,
        'remove_file "$_file"',
        'remove_file "$_key"',
      ],
    },
    {
      it: "keeps a repository of which nothing is taken, and asks nobody for it",
      want: { ...local, enabled: false },
      found: { keyAccess: "", pinAccess: "", access: "0644 root:root", file: "" },
      drifts: ["file"],
      repair: [
        "mkdir -p /etc/apt/sources.list.d",
        "printf %s 'Types: deb\nURIs: file:/srv/repo\nSuites: ./\nTrusted: yes\nEnabled: no\n' | write_file /etc/apt/sources.list.d/local.sources 0644 root root 68",
      ],
    },
    {
      it: "says in full what apt is to take",
      want: {
        name: "debian",
        uris: ["http://a.example.com/debian", "http://b.example.com/debian"],
        suites: ["bookworm", "bookworm-updates"],
        components: ["main", "contrib"],
        types: ["deb", "deb-src"],
        architectures: ["amd64"],
        signedBy: "/usr/share/keyrings/debian-archive-keyring.gpg",
        pin: 100,
      },
      found: {
        keyAccess: "",
        pin: 'Package: *\nPin: origin "a.example.com"\nPin-Priority: 100\n\nPackage: *\nPin: origin "b.example.com"\nPin-Priority: 100\n',
        pinAccess: "0644 root:root",
        file: "Types: deb deb-src\nURIs: http://a.example.com/debian http://b.example.com/debian\nSuites: bookworm bookworm-updates\nComponents: main contrib\nArchitectures: amd64\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\nEnabled: yes\n",
        access: "0644 root:root",
      },
      drifts: [],
    },
    {
      it: "says in full what dnf is to take",
      want: { ...vendorRpm, description: "Vendor's tools", mirrorlist: "https://rpm.example.com/mirrors", priority: 10, enabled: false },
      found: {
        key,
        keyAccess: "0644 root:root",
        file: `[vendor]
name=Vendor's tools
baseurl=https://rpm.example.com/el$releasever/$basearch/
mirrorlist=https://rpm.example.com/mirrors
enabled=0
gpgcheck=1
repo_gpgcheck=0
gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-vendor
priority=10
`,
        access: "0644 root:root",
      },
      drifts: [],
    },
    {
      it: "checks the list's signature where the packages have none",
      want: { ...vendorRpm, gpgcheck: false },
      found: {
        key,
        keyAccess: "0644 root:root",
        file: vendorRepo.replace("gpgcheck=1\nrepo_gpgcheck=0", "gpgcheck=0\nrepo_gpgcheck=1"),
        access: "0644 root:root",
      },
      drifts: [],
    },
  ],
  {
    tools: aptGet,
    tells: [
      {
        it: "tells what is there",
        want: vendor,
        files: { ...debian, [sources]: vendorFile, "/etc/apt/keyrings/vendor.asc": key, "/etc/apt/preferences.d/vendor.pref": "x" },
        tells: { ...asWanted, pinAccess: "0644 root:root" },
      },
      {
        it: "tells that there is nothing",
        want: { ...vendor, pin: 600 },
        files: debian,
        tells: { key: "", keyAccess: "", pin: "", pinAccess: "", file: "", access: "" },
      },
      {
        it: "finds what dnf has",
        want: vendorRpm,
        files: { ...rocky, "/etc/yum.repos.d/vendor.repo": vendorRepo },
        tells: { key: "", keyAccess: "", file: vendorRepo, access: "0644 root:root" },
      },
      {
        it: "looks for what shall be gone where the host's family has it",
        want: { name: "vendor", ensure: "absent" },
        files: { ...rocky, "/etc/yum.repos.d/vendor.repo": vendorRepo, [sources]: vendorFile },
        tells: { keyAccess: "", pinAccess: "", access: "0644 root:root" },
      },
      {
        it: "cannot judge a declaration for the other family",
        want: vendorRpm,
        files: debian,
        tells: { "!cannot": "it is declared as dnf has it, which this host does not use" },
      },
      {
        it: "does not even look at a key with another fingerprint",
        want: { ...vendor, key: otherKey },
        files: debian,
        tells: {
          "!cannot": `the key's fingerprint is ${otherFingerprint}, declared is ${fingerprint.replaceAll(" ", "")}`,
        },
      },
    ],
    repairs: [
      {
        it: "fetches with the key, then puts both in force, and takes them away again",
        want: { ...vendor, pin: 600 },
        files: { ...debian, "/etc/apt/sources.list.d/other.sources": "Types: deb\n" },
        tools: {
          "apt-get": `for each; do case $each in
            Dir::Etc::sourceparts=/tmp/*) ls "\${each#*=}" >/seen ;;
            Dir::Etc::sourcelist=*) grep -q '^Signed-By: /tmp/.*/key.asc$' "\${each#*=}" || exit 1 ;;
          esac; done`,
        },
        drifts: ["key", "keyAccess", "pin", "pinAccess", "file", "access"],
        leaves: {
          "/seen": "other.sources\nvendor.sources\n",
          [sources]: vendorFile,
          "/etc/apt/keyrings/vendor.asc": key,
          "/etc/apt/preferences.d/vendor.pref": 'Package: *\nPin: origin "apt.example.com"\nPin-Priority: 600\n',
        },
        undone: { [sources]: undefined, "/etc/apt/keyrings/vendor.asc": undefined, "/etc/apt/preferences.d/vendor.pref": undefined },
      },
      {
        it: "asks gpg for its opinion where there is one",
        want: vendorRpm,
        files: rocky,
        tools: {
          dnf: "exit 0",
          // recorded on gpg 2.2.40
          gpg: `printf 'pub:-:2048:1:665C7BF50674043B:1704153600:::-:::scSC::::::23::0:\\nfpr:::::::::3915E4C96CC43F80C4ADDA33665C7BF50674043B:\\nuid:-::::1704153600::3C1A::Conform trial repository::::::::::0:\\n'`,
        },
        drifts: ["key", "keyAccess", "file", "access"],
        leaves: { "/etc/yum.repos.d/vendor.repo": vendorRepo, "/etc/pki/rpm-gpg/RPM-GPG-KEY-vendor": key },
      },
      {
        it: "removes everything of it, and puts it back",
        want: { name: "vendor", ensure: "absent" },
        files: { ...debian, [sources]: vendorFile, "/etc/apt/keyrings/vendor.asc": key },
        drifts: ["keyAccess", "access"],
        leaves: { [sources]: undefined, "/etc/apt/keyrings/vendor.asc": undefined },
        undone: { [sources]: vendorFile, "/etc/apt/keyrings/vendor.asc": key },
      },
    ],
    refuses: [
      {
        it: "puts nothing in force that apt cannot fetch",
        want: vendor,
        files: { ...debian, [sources]: "Types: deb\n", "/etc/apt/keyrings/vendor.asc": "old" },
        tools: {
          // recorded on apt 2.6.1
          "apt-get": `case "$*" in *update*) echo "E: Failed to fetch https://apt.example.com/debian/dists/stable/InRelease  The following signatures couldn't be verified because the public key is not available: NO_PUBKEY 665C7BF50674043B"; exit 100 ;; esac`,
        },
        says: /NO_PUBKEY 665C7BF50674043B[^]*so it was refused, and is not in force/,
      },
      {
        it: "puts nothing in force that does not get along with the other repositories of the host",
        want: vendor,
        files: debian,
        tools: {
          "apt-get": `case "$*" in *indextargets*) echo "E: Conflicting values set for option Signed-By regarding source https://apt.example.com/debian/ stable"; exit 100 ;; *) : >/fetched ;; esac`,
        },
        says: /Conflicting values[^]*refused/,
        keeps: { [sources]: undefined, "/etc/apt/keyrings/vendor.asc": undefined, "/fetched": undefined },
      },
      {
        it: "puts nothing in force where gpg reads another key",
        want: vendorRpm,
        files: rocky,
        tools: { dnf: ": >/fetched", gpg: `printf 'pub:-:\\nfpr:::::::::${otherFingerprint}:\\n'` },
        says: new RegExp(`gpg reads the fingerprint ${otherFingerprint}[^]*refused`),
        keeps: { "/fetched": undefined, "/etc/yum.repos.d/vendor.repo": undefined },
      },
      {
        it: "takes nothing from a server without a signature",
        want: { ...local, uris: ["http://mirror.example.net/repo"] },
        files: debian,
        says: /only files on the host itself/,
      },
      {
        it: "takes no key without its fingerprint",
        want: { ...local, trusted: false, key },
        files: debian,
        says: /declared with its fingerprint/,
      },
      {
        it: "takes nothing without saying whose it is",
        want: { ...local, trusted: false },
        files: debian,
        says: /either key and fingerprint/,
      },
      {
        it: "takes one key only where one fingerprint is declared",
        want: { ...vendor, key: fixture("both-keys.asc") },
        files: debian,
        says: /the key's fingerprint is 2EB1.* and 3915/,
      },
      {
        it: "takes no text that is no key",
        want: { ...vendor, key: key.replace("mQEN", "mQEM") },
        files: debian,
        says: /not one armoured block/,
      },
      { it: "is for one family", want: { ...vendor, baseurl: "https://rpm.example.com/" }, files: debian, says: /either uris and suites/ },
    ],
    lab: [
      {
        on: "suite-02",
        want: { name: "trial-signed", uris: ["file:/srv/trial-signed"], suites: ["./"], key, fingerprint, pin: 100 },
        ready: sh`mkdir -p /srv/trial-signed
          printf %s ${fixture("InRelease")} >/srv/trial-signed/InRelease
          : >/srv/trial-signed/Packages`,
        breaks: [
          {
            by: "pointed the repository elsewhere",
            with: sh`sed -i s,/srv/trial-signed,/srv/repo, /etc/apt/sources.list.d/trial-signed.sources`,
            drifts: ["file"],
          },
          {
            by: "switched its signature off",
            with: sh`sed -i 's/^Signed-By:.*/Trusted: yes/' /etc/apt/sources.list.d/trial-signed.sources`,
            drifts: ["file"],
          },
          { by: "made its file writable for all", with: sh`chmod 0666 /etc/apt/sources.list.d/trial-signed.sources`, drifts: ["access"] },
          { by: "removed its file", with: sh`rm /etc/apt/sources.list.d/trial-signed.sources`, drifts: ["file", "access"] },
          {
            by: "put another key in the place of the right one",
            with: sh`printf %s ${otherKey} >/etc/apt/keyrings/trial-signed.asc`,
            drifts: ["key"],
          },
          { by: "added a second key", with: sh`printf %s ${otherKey} >>/etc/apt/keyrings/trial-signed.asc`, drifts: ["key"] },
          { by: "let everybody change the key", with: sh`chmod 0666 /etc/apt/keyrings/trial-signed.asc`, drifts: ["keyAccess"] },
          { by: "removed the key", with: sh`rm /etc/apt/keyrings/trial-signed.asc`, drifts: ["key", "keyAccess"] },
          {
            by: "gave it precedence over everything",
            with: sh`sed -i s/100/1001/ /etc/apt/preferences.d/trial-signed.pref`,
            drifts: ["pin"],
          },
          { by: "gave its priority away", with: sh`chown 65534 /etc/apt/preferences.d/trial-signed.pref`, drifts: ["pinAccess"] },
        ],
        gone: sh`[ ! -e /etc/apt/sources.list.d/trial-signed.sources ] && [ ! -e /etc/apt/keyrings/trial-signed.asc ] && [ ! -e /etc/apt/preferences.d/trial-signed.pref ]`,
        afterwards: sh`rm -rf /srv/trial-signed /var/lib/apt/lists/_srv_trial-signed_*`,
      },
      {
        on: "rocky-01",
        want: { name: "trial-signed", baseurl: "file:///srv/trial-signed", key, fingerprint, gpgcheck: false, priority: 90 },
        ready: sh`mkdir -p /srv/trial-signed/repodata
          printf %s ${fixture("repomd.xml")} >/srv/trial-signed/repodata/repomd.xml
          printf %s ${fixture("repomd.xml.asc")} >/srv/trial-signed/repodata/repomd.xml.asc
          printf %s ${fixture("primary.xml")} >/srv/trial-signed/repodata/primary.xml`,
        breaks: [
          {
            by: "switched its signature off",
            with: sh`sed -i s/repo_gpgcheck=1/repo_gpgcheck=0/ /etc/yum.repos.d/trial-signed.repo`,
            drifts: ["file"],
          },
          {
            by: "disabled it with an editor",
            with: sh`sed -i s/enabled=1/enabled=0/ /etc/yum.repos.d/trial-signed.repo`,
            drifts: ["file"],
          },
          { by: "made its file writable for all", with: sh`chmod 0666 /etc/yum.repos.d/trial-signed.repo`, drifts: ["access"] },
          { by: "removed its file", with: sh`rm /etc/yum.repos.d/trial-signed.repo`, drifts: ["file", "access"] },
          {
            by: "put another key in the place of the right one",
            with: sh`printf %s ${otherKey} >/etc/pki/rpm-gpg/RPM-GPG-KEY-trial-signed`,
            drifts: ["key"],
          },
          { by: "let everybody change the key", with: sh`chmod 0666 /etc/pki/rpm-gpg/RPM-GPG-KEY-trial-signed`, drifts: ["keyAccess"] },
        ],
        gone: sh`[ ! -e /etc/yum.repos.d/trial-signed.repo ] && [ ! -e /etc/pki/rpm-gpg/RPM-GPG-KEY-trial-signed ]`,
        afterwards: sh`rm -rf /srv/trial-signed /var/cache/dnf/trial-signed-*`,
      },
    ],
  },
);

test("fingerprints are read as gpg reads them", () => {
  expect(fingerprintsOf(key)).toEqual([fingerprint.replaceAll(" ", "")]);
  expect(fingerprintsOf(key.replaceAll("\n", "\r\n"))).toEqual([fingerprint.replaceAll(" ", "")]);
  expect(fingerprintsOf(key + otherKey)).toBeUndefined();
  expect(fingerprintsOf("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n")).toBeUndefined();
});
