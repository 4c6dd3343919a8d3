import { Secret } from "#core/secret.ts";
import { sh } from "#core/sh.ts";
import { certificate } from "#states/certificate.ts";
import { packages } from "#states/package.ts";
import { describeState } from "#support/describe-state.ts";

// Stands in for openssl: a text names its public half, the seconds that are left and its last day; real ones are read in the lab.
const openssl = `
in= ends=fine
while [ $# -gt 0 ]; do case $1 in -in) in=$2; shift ;; -checkend) ends=$2; shift ;; -enddate) ends=date ;; -pub*) ends= ;; esac; shift; done
text=$(cat $in 2>/dev/null) || exit 1
field() { printf '%s\\n' "$text" | awk -F= -v key="$1" '$1 == key { print $2; found = 1 } END { exit !found }'; }
case $ends in
  date) end=$(field notAfter) && echo "notAfter=$end" ;;
  fine) field public >/dev/null ;;
  '') field public ;;
  *) left=$(field left) && [ "$left" -gt "$ends" ] ;;
esac`;
const tools = { openssl };
const pem = (half: string, left = 31_536_000): string => `public=${half}\nleft=${left}\nnotAfter=Dec  3 12:00:00 2026 GMT\n`;

const path = "/etc/ssl/gateway.pem";
const keyPath = "/etc/ssl/gateway.key";
const plain = { path, content: pem("A") };
const withKey = { ...plain, key: new Secret("env:GATEWAY_KEY", "public=A\n") };
const watched = { path, renewBefore: 30 };
const days = (count: number): number => count * 86_400 + 100;

// Made with `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 36500`: of no use anywhere else.
const real = `-----BEGIN CERTIFICATE-----
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
const trialPath = "/etc/ssl/trial.pem";
const trialKey = "/etc/ssl/trial.key";
const trial = {
  path: trialPath,
  content: real,
  key: new Secret(
    "env:TRIAL_KEY",
    `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgI9A/EwuogeY6e0Ur
7gHNYtjd2vVRcYIxOY0+miSP6gqhRANCAATR+bU5++wN9ICVOZxqp7jYZrez3hNw
hZ4+7D1AKlNrxUtgS0XHZnTPvjTAbq8l9vsr6kqyw/qU4J1ZrxQ7ISzY
-----END PRIVATE KEY-----
`,
  ),
  renewBefore: 30,
};

describeState(
  certificate,
  [
    {
      it: "is quiet when certificate and key are there",
      want: withKey,
      found: { file: plain.content, access: "0644 root:root", key: "same", keyAccess: "0600 root:root", pair: "yes" },
      drifts: [],
    },
    { it: "is quiet while the end is far", want: watched, found: { expires: "not within 30 days" }, drifts: [] },
    {
      it: "is due before the end, and runs nothing",
      want: watched,
      found: { expires: "in 12 days (2026-12-03)" },
      drifts: ["expires"],
      repair: [],
    },
    {
      it: "closes a key that others can read",
      want: withKey,
      found: { file: plain.content, access: "0644 root:root", key: "same", keyAccess: "0644 root:root", pair: "yes" },
      drifts: ["keyAccess"],
      repair: [`chown -h root:root ${keyPath} && chmod 0600 ${keyPath}`],
    },
  ],
  {
    tools,
    tells: [
      {
        it: "says how many days are left, and the day",
        want: watched,
        tools,
        files: { [path]: pem("A", days(12)) },
        tells: { expires: "in 12 days (2026-12-03)" },
      },
      {
        it: "counts the last day as none",
        want: watched,
        tools,
        files: { [path]: pem("A", 100) },
        tells: { expires: "in 0 days (2026-12-03)" },
      },
      {
        it: "counts one day as one",
        want: { path, renewBefore: 1 },
        tools,
        files: { [path]: pem("A", 86_400) },
        tells: { expires: "in 0 days (2026-12-03)" },
      },
      {
        it: "finds the day before the limit",
        want: watched,
        tools,
        files: { [path]: pem("A", days(29)) },
        tells: { expires: "in 29 days (2026-12-03)" },
      },
      {
        it: "is at ease one day later",
        want: watched,
        tools,
        files: { [path]: pem("A", days(30)) },
        tells: { expires: "not within 30 days" },
      },
      {
        it: "says since when it is too late",
        want: watched,
        tools,
        files: { [path]: pem("A", -5) },
        tells: { expires: "it has, on 2026-12-03" },
      },
      {
        it: "finds no certificate in other files",
        want: watched,
        tools,
        files: { [path]: "hello\n" },
        tells: { expires: "no certificate" },
      },
      { it: "finds nothing where there is nothing", want: watched, tools, tells: { expires: "" } },
      {
        it: "compares the two public halves",
        want: { path, keyPath },
        tools,
        files: { [path]: pem("A"), [keyPath]: "public=B\n" },
        tells: { pair: "no" },
      },
      {
        it: "takes two files without any public half for no pair",
        want: { path, keyPath },
        tools,
        files: { [path]: "a\n", [keyPath]: "a\n" },
        tells: { pair: "no" },
      },
      { it: "waits for the package", want: plain, tells: { "!needs": "openssl" } },
    ],
    repairs: [
      {
        it: "puts certificate and key in place, and takes them away again",
        want: { ...withKey, renewBefore: 30 },
        tools,
        files: { "/etc/ssl": null },
        drifts: ["file", "access", "key", "keyAccess", "pair", "expires"],
        leaves: { [path]: plain.content, [keyPath]: "public=A\n" },
        undone: { [path]: undefined, [keyPath]: undefined },
      },
      {
        it: "replaces a key that belongs to another certificate",
        want: withKey,
        tools,
        files: { [path]: plain.content, [keyPath]: "public=B\n" },
        drifts: ["key", "keyAccess", "pair"],
        leaves: { [keyPath]: "public=A\n" },
        undone: { [keyPath]: "public=B\n" },
      },
    ],
    refuses: [
      {
        it: "puts no pair in force that is none",
        want: { ...plain, key: new Secret("env:GATEWAY_KEY", "public=B\n") },
        tools,
        files: { [path]: pem("C"), [keyPath]: "public=C\n" },
        says: /the declared certificate \/etc\/ssl\/gateway\.pem and its key do not belong together; neither is in force/,
      },
      {
        it: "puts no text in force that is no certificate",
        want: { path, content: "hello\n" },
        tools,
        files: { [path]: pem("C") },
        says: /the text was refused, and is not in force/,
      },
      {
        it: "says so when the key on the host is another one's",
        want: { path, keyPath },
        tools,
        files: { [path]: pem("A"), [keyPath]: "public=B\n" },
        says: /\/etc\/ssl\/gateway\.key is not the key of \/etc\/ssl\/gateway\.pem/,
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: trial,
        after: [packages({ names: ["openssl"] })],
        breaks: [
          { by: "emptied the certificate", with: sh`: >${trialPath}`, drifts: ["expires", "file", "pair"] },
          {
            by: "put in a certificate of its key for ten days",
            with: sh`openssl req -x509 -new -key ${trialKey} -subj /CN=trial -days 10 -out ${trialPath}
            chmod 0644 ${trialPath}`,
            drifts: ["expires", "file"],
          },
          {
            by: "made a new key",
            with: sh`openssl ecparam -name prime256v1 -genkey -noout -out ${trialKey}; chmod 0600 ${trialKey}`,
            drifts: ["key", "pair"],
          },
          { by: "made the key readable for all", with: sh`chmod 0644 ${trialKey}`, drifts: ["keyAccess"] },
          { by: "gave the certificate to another user", with: sh`chown nobody ${trialPath}`, drifts: ["access"] },
        ],
        gone: sh`[ ! -e ${trialPath} ] && [ ! -e ${trialKey} ]`,
      },
      {
        on: "rocky-01",
        want: trial,
        breaks: [{ by: "removed the key", with: sh`rm ${trialKey}`, drifts: ["key", "keyAccess", "pair"] }],
        gone: sh`[ ! -e ${trialPath} ] && [ ! -e ${trialKey} ]`,
      },
    ],
  },
);
