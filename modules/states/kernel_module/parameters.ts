import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";

/** An option's name and value, one word each. */
const words = (options: readonly string[]): string[] =>
  options.flatMap((option) => [option.slice(0, option.indexOf("=")), option.slice(option.indexOf("=") + 1)]);

/**
 * Emits the options in force, `NAME=VALUE` in the order in which they are declared. A parameter that the kernel shows to nobody counts as
 * declared while the module is loaded.
 */
export const emitParameters = (module: string, options: readonly string[]): Sh => sh`set -- ${words(options)}
    _parameters=
    while [ $# -gt 0 ] && [ -d ${`/sys/module/${module}`} ]; do
      _have=$2 _path=${`/sys/module/${module}/parameters`}/$1
      [ ! -e "$_path" ] || _have=$(cat "$_path" 2>/dev/null) || _have=$2
      # what is true or false can be said in several ways, but the kernel answers with one letter
      case $_have:$2 in Y:[1y] | Y:yes | Y:on | N:[0n] | N:no | N:off) _have=$2 ;; esac
      _parameters="$_parameters $1=$_have"
      shift 2
    done
    emit parameters "\${_parameters# }"`;

/** Refuses an option that the module doesn't have: the kernel would only mention it in its log. */
export const knowsParameters = (name: string, options: readonly string[]): Sh => sh`_known=$(modinfo -F parm ${name} 2>/dev/null) || _known=
    set -- ${words(options)}
    while [ $# -gt 0 ] && [ -n "$_known" ]; do
      printf '%s\\n' "$_known" | grep -q "^$1:" || { echo ${`the kernel module ${name} has no option`} "$1" >&2; exit 1; }
      shift 2
    done`;

/**
 * Sets the parameters that differ where the kernel lets one do so, and loads the module again where it doesn't; never one that drives a
 * device, because that may be the network or the disk of the host.
 */
export function applyParameters(name: string, module: string, { want, have }: { want: string; have: string }): Sh {
  const inForce = new Set(have.split(" "));
  return sh`_stuck=
    set -- ${words(want.split(" ").filter((option) => !inForce.has(option)))}
    while [ $# -gt 0 ]; do
      # to root every file seems writable, so its mode is asked
      _path=$(find ${`/sys/module/${module}/parameters`} -name "$1" -perm -200)
      if [ -n "$_path" ]; then printf '%s\\n' "$2" >"$_path"; else _stuck="$_stuck $1"; fi
      shift 2
    done
    if [ -n "$_stuck" ]; then
      for _device in ${`/sys/module/${module}/drivers`}/*/*/driver; do
        [ ! -e "$_device" ] || { echo ${`${name} drives a device, so it is not taken out to be loaded again; at the next boot these come into force:`}"$_stuck" >&2; exit 1; }
      done
      modprobe -r -- ${name}
      modprobe -- ${name}
    fi`;
}
