import { sh } from "#core/sh.ts";
import { packages } from "#states/package.ts";
import { trustAnchor } from "#states/trust_anchor.ts";
import { describeState } from "#support/describe-state.ts";

// Made with `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 36500`; nobody has its key.
const certificate = `-----BEGIN CERTIFICATE-----
MIIBkDCCATWgAwIBAgIUe19x8Am69oMvFvmAdCViDj01jjYwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRdHJpYWwubGFiLmV4YW1wbGUwIBcNMjYxMTIxMTMwMjU0WhgP
MjEyNjEwMjgxMzAyNTRaMBwxGjAYBgNVBAMMEXRyaWFsLmxhYi5leGFtcGxlMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE0fm1OfvsDfSAlTmcaqe42Ga3s94TcIWe
Puw9QCpTa8VLYEtFx2Z0z740wG6vJfb7K+pKssP6lOCdWa8UOyEs2KNTMFEwHQYD
VR0OBBYEFIqU+DPClBMNG7AImKpRce6HFiJIMB8GA1UdIwQYMBaAFIqU+DPClBMN
G7AImKpRce6HFiJIMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIh
AIlKF/40BBaYX42IpVyV8X8GqM+noUATqki9PKW/e0gEAiEAx+QpwlMJlRMkR1EQ
u/vD33KAvjCYo795End5TRYLqpk=
-----END CERTIFICATE-----
`;
const facility = { name: "facility-ca", certificate };
const debian = { "/etc/os-release": "ID=debian\n", "/etc/ssl/certs": null };
const rocky = { "/etc/os-release": 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', "/etc/pki/ca-trust/extracted/pem": null };
const anchors = "/usr/local/share/ca-certificates/conform-facility-ca.crt";
const anchor = "/etc/pki/ca-trust/source/anchors/conform-facility-ca.pem";
const bundle = "/etc/ssl/certs/ca-certificates.crt";
const extracted = "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem";
const other = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

/** The same certificate with the line lengths and the headings of p11-kit. */
const respelt = `# trial.lab.example\n${certificate.replaceAll(/([A-Za-z0-9+/=]{30})/g, "$1\n")}`;

// Both tools make one bundle of all anchors.
const tools = {
  "update-ca-certificates": `cat /usr/local/share/ca-certificates/*.crt >${bundle} 2>/dev/null; echo '1 added, 0 removed; done.'`,
  "update-ca-trust": `cat /etc/pki/ca-trust/source/anchors/*.pem >${extracted} 2>/dev/null; :`,
};

const onDebian = "/usr/local/share/ca-certificates/conform-trial-ca.crt";
const onRocky = "/etc/pki/ca-trust/source/anchors/conform-trial-ca.pem";

describeState(
  trustAnchor,
  [
    {
      it: "is quiet when the bundle has it",
      want: facility,
      found: { file: certificate, access: "0644 root:root", trusted: "yes" },
      drifts: [],
    },
    {
      it: "makes only the bundle anew when it is not in there",
      want: facility,
      found: { file: certificate, access: "0644 root:root", trusted: "" },
      drifts: ["trusted"],
    },
    {
      it: "is quiet when it is gone and shall be",
      want: { ...facility, ensure: "absent" },
      found: { access: "", trusted: "" },
      drifts: [],
    },
  ],
  {
    tools,
    tells: [
      {
        it: "finds it in Debian's bundle among others",
        want: facility,
        tools,
        files: { ...debian, [anchors]: certificate, [bundle]: `${other}${certificate}${other}` },
        tells: { file: certificate, access: "0644 root:root", trusted: "yes" },
      },
      {
        it: "finds it in the Red Hat family's bundle, spelt differently",
        want: facility,
        tools,
        files: { ...rocky, [anchor]: certificate, [extracted]: `${other}${respelt}` },
        tells: { file: certificate, access: "0644 root:root", trusted: "yes" },
      },
      {
        it: "misses it in a bundle of others",
        want: facility,
        tools,
        files: { ...debian, [bundle]: other },
        tells: { file: "", access: "", trusted: "" },
      },
      { it: "waits for the package", want: facility, files: debian, tells: { "!needs": "update-ca-certificates" } },
      {
        it: "can't judge another family",
        want: facility,
        tools,
        files: { "/etc/os-release": "ID=alpine\n" },
        tells: { "!cannot": "trust is known on the Debian and Red Hat families only" },
      },
    ],
    repairs: [
      {
        it: "puts it in Debian's bundle, and takes it out again",
        want: facility,
        tools,
        files: debian,
        drifts: ["file", "access", "trusted"],
        leaves: { [anchors]: certificate, [bundle]: certificate },
        calls: ["update-ca-certificates --fresh"],
        undone: { [anchors]: undefined, [bundle]: "" },
      },
      {
        it: "puts it in the Red Hat family's bundle, and takes it out again",
        want: facility,
        tools,
        files: rocky,
        drifts: ["file", "access", "trusted"],
        leaves: { [anchor]: certificate, [extracted]: certificate },
        calls: ["update-ca-trust extract"],
        undone: { [anchor]: undefined, [extracted]: "" },
      },
      {
        it: "no longer trusts what shall be absent",
        want: { ...facility, ensure: "absent" },
        tools,
        files: { ...debian, [anchors]: certificate, [bundle]: certificate },
        drifts: ["access", "trusted"],
        leaves: { [anchors]: undefined, [bundle]: "" },
        undone: { [anchors]: certificate, [bundle]: certificate },
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: { name: "trial-ca", certificate },
        after: [packages({ names: ["ca-certificates"] })],
        breaks: [
          { by: "edited the anchor", with: sh`echo >>${onDebian}`, drifts: ["file"] },
          { by: "removed the anchor", with: sh`rm ${onDebian}`, drifts: ["access", "file"] },
          {
            by: "removed it from host and bundle",
            with: sh`rm ${onDebian}; update-ca-certificates --fresh >/dev/null`,
            drifts: ["access", "file", "trusted"],
          },
          { by: "emptied the bundle", with: sh`: >${bundle}`, drifts: ["trusted"] },
          { by: "made the anchor writable for all", with: sh`chmod 0666 ${onDebian}`, drifts: ["access"] },
        ],
        gone: sh`[ ! -e ${onDebian} ] && ! grep -q AiEAx+QpwlMJlRMkR1EQ ${bundle} && [ ! -L /etc/ssl/certs/conform-trial-ca.pem ]`,
      },
      {
        on: "rocky-01",
        want: { name: "trial-ca", certificate },
        // Debian has no update-ca-trust: this one makes the bundle of the anchors, as p11-kit does on the real family.
        ready: sh`mkdir -p /etc/pki/ca-trust/source/anchors /etc/pki/ca-trust/extracted/pem
        printf '%s\\n' '#!/bin/sh' ${`cat /etc/pki/ca-trust/source/anchors/*.pem >${extracted} 2>/dev/null || :`} >/usr/local/sbin/update-ca-trust
        chmod 0755 /usr/local/sbin/update-ca-trust`,
        breaks: [
          { by: "removed the anchor", with: sh`rm ${onRocky}`, drifts: ["access", "file"] },
          { by: "emptied the bundle", with: sh`: >${extracted}`, drifts: ["trusted"] },
        ],
        gone: sh`[ ! -e ${onRocky} ] && ! grep -q CERTIFICATE ${extracted}`,
        afterwards: sh`rm -rf /usr/local/sbin/update-ca-trust /etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem`,
      },
    ],
  },
);
