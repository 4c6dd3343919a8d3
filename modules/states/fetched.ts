import { dirname } from "node:path/posix";
import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import type { ParamSchema } from "#core/state.ts";

/** Where something is fetched from. No spaces and quotation marks: they are written %20 and %22. */
export const url = (description: string, example: string): ParamSchema<string> => ({
  type: "string",
  pattern: "^(https?://[^\\u0000-\\u0020\\u007f\"'\\\\]+|file:///[^\\u0000-\\u001f\\u007f]+)$",
  maxLength: 2000,
  description,
  examples: [example],
});

export const checksum = (description: string): ParamSchema<string> => ({
  type: "string",
  pattern: "^sha256:[0-9a-f]{64}$",
  description,
  examples: ["sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
});

const isRemote = (from: string): boolean => /^https?:/.test(from);

/** Says that a tool is needed to fetch it, where there is none. */
export const needsFetching = (from: string): Sh | false =>
  isRemote(from) && sh`command -v curl >/dev/null 2>&1 || command -v wget >/dev/null 2>&1 || needs curl`;

/**
 * Fetches a URL, or a file of the host, to a new file `"$_new"` beside `path`. Only what has the checksum gets further. Of a file of the
 * host, too, a copy is made: nobody can change that after it was checked.
 */
export const fetch = (from: string, path: string, checksum: string): Sh => sh`_status=""
    _new=$(mktemp ${`${dirname(path)}/.conform.XXXXXX`})
    ${
      isRemote(from)
        ? sh`if command -v curl >/dev/null 2>&1; then
      curl -q -fsSL --proto =http,https --connect-timeout 20 --retry 2 --speed-limit 1000 --speed-time 60 -o "$_new" --url ${from} || _status=$?
    else wget -q -T 60 -O "$_new" ${from} || _status=$?; fi`
        : sh`timeout -k 5 800 cp ${from.replace(/^file:\/\//, "")} "$_new" || _status=$?`
    }
    if [ -n "$_status" ]; then rm -f "$_new"; echo ${`${from} could not be fetched`} >&2; exit 1; fi
    _sum=$(sha256sum <"$_new")
    [ "sha256:\${_sum%% *}" = ${checksum} ] || { rm -f "$_new"; echo ${`${from} is not what it shall be: its checksum is sha256:`}"\${_sum%% *}" >&2; exit 1; }`;
