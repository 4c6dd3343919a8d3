import { lines, sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { read, write } from "#states/locale/assignments.ts";

export interface Locale {
  readonly lang: string;
  readonly keymap?: string;
}

// Part of the C library, so nothing has to be generated: locales(7).
const isBuiltIn = (lang: string): boolean => lang === "C.UTF-8";

/** As locale(1) prints it. */
const listed = (lang: string): string => lang.replace("UTF-8", "utf8");

const available = (lang: string): Sh => sh`locale -a 2>/dev/null | grep -qxF ${listed(lang)}`;

// Newer Debian makes /etc/default/locale a link to the other.
const file = sh`_conf=/etc/default/locale
    if [ "$(os_family)" = rhel ] || [ -L "$_conf" ]; then _conf=/etc/locale.conf; fi`;

const conf = sh`"$_conf"`;

const xkb = "/etc/X11/xorg.conf.d/00-keyboard.conf";

/** The file localectl(1) writes on the Red Hat family for X and Wayland sessions. */
const keyboard = (keymap: string): string =>
  `Section "InputClass"\n        Identifier "system-keyboard"\n        MatchIsKeyboard "on"\n        Option "XkbLayout" "${keymap}"\nEndSection\n`;

/**
 * The language of the host and, where it matters, its keyboard: what sessions start with, that the locale is there, and that it comes
 * back with an update of the C library (Debian generates it from /etc/locale.gen; on the Red Hat family it is a package,
 * `glibc-langpack-en`). Sessions and services that run keep what they started with.
 *
 * @example locale({ lang: "en_GB.UTF-8" })
 * @example locale({ lang: "en_US.UTF-8", keymap: "us" }, { why: "Flame knows the US layout only" })
 */
export const locale = defineState<Locale, "lang" | "available" | "generated" | "console" | "desktop">({
  kind: "locale",
  summary: "language of the host, and its keyboard",
  params: {
    type: "object",
    properties: {
      lang: {
        type: "string",
        pattern: "^(C|[a-z]{2,3}_[A-Z]{2})\\.UTF-8$",
        description: "the locale that sessions start with",
        examples: ["en_GB.UTF-8"],
      },
      keymap: {
        type: "string",
        pattern: "^[a-z]{2,8}$",
        description: "keyboard layout of console and desktop, as XKB names it; without it the keyboard is left alone",
        examples: ["us"],
      },
    },
    required: ["lang"],
    additionalProperties: false,
  },

  name: () => "system",

  inspect: ({ lang, keymap }) => sh`
    needs locale
    ${file}
    ${read(conf, "LANG")}
    emit lang "$_value"
    case $(os_family) in
      debian)
        ${!isBuiltIn(lang) && sh`needs locale-gen`}
        if grep -qE ${`^[[:blank:]]*${lang.replace(".", "[.]")}[[:blank:]]+UTF-8[[:blank:]]*$`} /etc/locale.gen 2>/dev/null; then emit generated yes; else emit generated ''; fi
        ${
          keymap !== undefined &&
          sh`${read("/etc/default/keyboard", "XKBLAYOUT")}
        emit console "$_value"
        emit desktop "$_value"`
        } ;;
      rhel)
        emit generated yes
        ${
          keymap !== undefined &&
          sh`${read("/etc/vconsole.conf", "KEYMAP")}
        emit console "$_value"
        emit desktop "$(awk -F '"' 'tolower($2) == "xkblayout" { layout = $4 } END { print layout }' ${xkb} 2>/dev/null)"`
        } ;;
      *) cannot_look 'languages are known on the Debian and Red Hat families only' ;;
    esac
    if ${available(lang)}; then emit available yes; else emit available ''; fi`,

  expect: ({ lang, keymap }) => ({
    lang,
    available: "yes",
    ...(!isBuiltIn(lang) && { generated: "yes" }),
    ...(keymap !== undefined && { console: keymap, desktop: keymap }),
  }),

  repair: ({ lang, keymap }, drift) => {
    const generate = sh`
      if ! grep -qsE ${`^[[:blank:]]*${lang.replace(".", "[.]")}[[:blank:]]`} /etc/locale.gen; then
        { if [ -e /etc/locale.gen ]; then cat /etc/locale.gen; fi; echo ${`${lang} UTF-8`}; } | write_file /etc/locale.gen 0644 root root
      fi
      locale-gen >/dev/null`;
    const absent = sh`${available(lang)} || { echo ${`the package glibc-langpack-${lang.split("_")[0] ?? ""} brings ${lang}: declare it before`} >&2; exit 1; }`;
    const keys = drift.console ?? drift.desktop;
    const debian = [
      (drift.generated ?? drift.available) && !isBuiltIn(lang) && generate,
      keys && write("/etc/default/keyboard", "XKBLAYOUT", `"${keymap ?? ""}"`),
    ];
    const rhel = [
      drift.available && absent,
      drift.console && write("/etc/vconsole.conf", "KEYMAP", keymap ?? ""),
      drift.desktop &&
        sh`mkdir -p /etc/X11/xorg.conf.d
    printf %s ${keyboard(keymap ?? "")} | write_file ${xkb} 0644 root root`,
    ];
    return [
      [...debian, ...rhel].some(Boolean) &&
        sh`case $(os_family) in
      debian) :; ${lines(debian)} ;;
      rhel) :; ${lines(rhel)} ;;
    esac`,
      drift.lang && sh`${file}${write(conf, "LANG", lang)}`,
    ];
  },

  // The locale itself stays: other accounts may use it.
  undo: ({ keymap }) => [
    sh`put_back /etc/default/locale`,
    sh`put_back /etc/locale.conf`,
    ...(keymap === undefined ? [] : ["/etc/default/keyboard", "/etc/vconsole.conf", xkb].map((path) => sh`put_back ${path}`)),
  ],

  elsewhere: {
    ansible: "community.general.locale_gen: { name: en_GB.UTF-8 } + lineinfile on /etc/default/locale",
    salt: "en_GB.UTF-8: locale.present + locale.system; us: keyboard.system + keyboard.xorg",
    puppet: "class { 'locales': locales => ['en_GB.UTF-8 UTF-8'], default_locale => 'en_GB.UTF-8' }",
  },
});
