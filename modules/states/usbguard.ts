import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { ini } from "#states/ini.ts";
import { ownedFile, surveyOwned, tried } from "#states/owned-file.ts";
import type { OwnedFact, OwnedFile } from "#states/owned-file.ts";
import { onTrial } from "#states/own-way.ts";

export interface UsbRule {
  readonly target: Target;
  readonly id?: string;
  readonly serial?: string;
  readonly name?: string;
  readonly withInterface?: readonly string[];
}

export interface Usbguard {
  readonly rules: readonly UsbRule[];
  readonly implicitPolicyTarget?: Target;
}

type Target = "allow" | "block" | "reject";

const targets = ["allow", "block", "reject"] as const;

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, "\\$&")}"`;

const several = (words: readonly string[]): string => (words.length === 1 ? words.join(" ") : `{ ${words.join(" ")} }`);

/** A rule as usbguard itself prints it. */
const line = ({ target, id, serial, name, withInterface }: UsbRule): string =>
  [
    target,
    ...(id === undefined ? [] : [`id ${id}`]),
    ...(serial === undefined ? [] : [`serial ${quoted(serial)}`]),
    ...(name === undefined ? [] : [`name ${quoted(name)}`]),
    ...(withInterface === undefined ? [] : [`with-interface ${several(withInterface)}`]),
  ].join(" ");

const listed = ({ rules }: Usbguard): string => rules.map(line).join("\n");

const rulesPath = "/etc/usbguard/rules.conf";

const rulesFile = (want: Usbguard): OwnedFile & { readonly text: string } => ({
  path: rulesPath,
  text: want.rules.map((rule) => `${line(rule)}\n`).join(""),
  mode: "0600",
});

const daemonConfig = "/etc/usbguard/usbguard-daemon.conf";

const policy = ({ implicitPolicyTarget = "block" }: Usbguard): Target => implicitPolicyTarget;

const policyOption = (want: Usbguard) => ({ path: daemonConfig, option: "ImplicitPolicyTarget", value: policy(want), separator: "=" });

const answers = sh`_rules=$(timeout 10 usbguard list-rules 2>/dev/null)`;

// systemd refuses a unit that starts too often
const restart = sh`systemctl reset-failed usbguard.service 2>/dev/null || :
    systemctl restart usbguard.service
    for _ in 1 2 3 4 5 6 7 8 9 10; do if ${answers}; then break; fi; sleep 0.5; done`;

const checked = sh`{ ! command -v usbguard-rule-parser >/dev/null || _says=$(usbguard-rule-parser -f "$_try" 2>&1) || { printf '%s\\n' "$_says" | grep '^!'; false; }; }`;

/** Ends the repair when a network interface that is up hangs on USB and no rule lets it. */
const keepsNetwork = (want: Usbguard): Sh => sh`for _each in /sys/class/net/*; do
      _device=$(readlink -f "$_each/device") || continue
      case $_device in */usb[0-9]*/*) ;; *) continue ;; esac
      [ "$(cat "$_each/operstate")" = up ] || continue
      _id=$(cat "$_device/../idVendor"):$(cat "$_device/../idProduct")
      case $_newline${listed(want)}$_newline in
        *"$_newline"'allow id '"$_id"[!0-9a-f]* | *"$_newline"'allow id '"\${_id%:*}"':*'*) ;;
        *) echo "the network interface \${_each##*/} is the USB device $_id: no rule allows it, so this host would be cut off" >&2; exit 1 ;;
      esac
    done`;

/**
 * Which USB devices may be used (USBGuard): the rules in order, the first that fits decides, and what becomes of the rest; in the files and
 * in the running daemon. The file is ours alone: a rule that somebody adds goes. Panels, dongles and tablets are best told by id and serial.
 *
 * The daemon reads its rules when it starts, so it is restarted; devices that no rule allows are cut off at once.
 *
 * @example usbguard({ rules: [{ target: "allow", id: "1edb:bef0", name: "DaVinci Resolve Micro Panel" }, { target: "allow", withInterface: ["03:*:*"] }] })
 */
export const usbguard = defineState<Usbguard, OwnedFact | "policy" | "live" | "live_policy">({
  kind: "usbguard",
  summary: "USB devices that may be used (USBGuard)",
  params: {
    type: "object",
    properties: {
      rules: {
        type: "array",
        items: {
          anyOf: [
            {
              type: "object",
              properties: {
                target: { type: "string", enum: targets },
                id: { type: "string", pattern: "^([0-9a-f]{4}|[*]):([0-9a-f]{4}|[*])$" },
                serial: { type: "string", pattern: "^[ -~]*$", maxLength: 128 },
                name: { type: "string", pattern: "^[ -~]*$", maxLength: 128 },
                withInterface: {
                  type: "array",
                  items: { type: "string", pattern: "^[0-9a-f]{2}:([0-9a-f]{2}:([0-9a-f]{2}|[*])|[*]:[*])$" },
                  minItems: 1,
                },
              },
              required: ["target"],
              additionalProperties: false,
            },
          ],
        },
        description:
          "rules in order: `id` as VENDOR:PRODUCT, `serial` and `name` as the device says them, `withInterface` classes as CC:SS:PP",
        examples: [[{ target: "allow", id: "1edb:bef0", serial: "0123" }]],
      },
      implicitPolicyTarget: { type: "string", enum: targets, description: "what happens to a device that no rule fits", default: "block" },
    },
    required: ["rules"],
    additionalProperties: false,
  },

  name: () => "usbguard",

  inspect: (want) => sh`
    needs usbguard
    ${ownedFile(rulesFile(want)).inspect}
    line_of ImplicitPolicyTarget= "$(grep '^ImplicitPolicyTarget=' ${daemonConfig} 2>/dev/null)"; emit policy "$_line"
    if ${answers}; then emit live_policy "$(timeout 10 usbguard get-parameter ImplicitPolicyTarget 2>/dev/null)"
    else _rules='usbguard does not run'; emit live_policy ''; fi
    emit live "$(printf '%s\\n' "$_rules" | awk '{ sub(/^[0-9]+: /, ""); print }')"`,

  survey: (wants) => surveyOwned(wants.map(rulesFile)),

  expect: (want) => ({ ...ownedFile(rulesFile(want)).expect, policy: policy(want), live: listed(want), live_policy: policy(want) }),

  repair: (want, drift) => {
    const changes = [
      // not everywhere part of the package; without it a mistake is only found when the daemon starts
      drift.file && tried(rulesFile(want).text, checked),
      ...ownedFile(rulesFile(want)).repair(drift),
      ...(drift.policy ? ini.repair(policyOption(want), { option: drift.policy }) : []),
    ];
    if (!(drift.live ?? drift.live_policy)) return changes;
    return [
      policy(want) !== "allow" && keepsNetwork(want),
      onTrial([rulesPath, daemonConfig], [...changes, restart], {
        proof: sh`{ ${answers}; }`,
        back: sh`systemctl restart usbguard.service || :`,
        otherwise: "usbguard does not start with these rules, and has the earlier ones again: see journalctl -u usbguard",
      }),
    ];
  },

  undo: (want) => [
    ...ownedFile(rulesFile(want)).undo,
    ...(ini.undo?.(policyOption(want)) ?? []),
    sh`! systemctl -q is-active usbguard.service || { ${restart}
    }`,
  ],

  elsewhere: {
    ansible: "ansible.builtin.copy: { dest: /etc/usbguard/rules.conf, mode: '0600', content: … } + lineinfile: ImplicitPolicyTarget=block",
    salt: "/etc/usbguard/rules.conf: file.managed: [{mode: '0600'}, {contents: …}] + service.running: [{watch: [file]}]",
    puppet: "class { 'usbguard': rules => ['allow id 1edb:bef0'], implicit_policy_target => 'block' }",
  },
});
