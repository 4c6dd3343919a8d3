import { sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";

export interface KernelModule {
  readonly name: string;
  readonly ensure?: "loaded" | "blocked";
}

// The kernel writes underscores wherever a module's name has dashes.
const inKernel = (name: string): string => name.replaceAll("-", "_");

const fileOf = ({ name, ensure }: KernelModule): string =>
  ensure === "blocked" ? `/etc/modprobe.d/conform-${name}.conf` : `/etc/modules-load.d/conform-${name}.conf`;

const line = ({ name, ensure }: KernelModule): string => (ensure === "blocked" ? `install ${name} /bin/false\nblacklist ${name}` : name);

/**
 * A kernel module, now and at the next boot: loaded, or blocked so that nothing can load it.
 *
 * @example kernelModule({ name: "nfs" })
 * @example kernelModule({ name: "usb-storage", ensure: "blocked" }, { why: "no content leaves on a stick" })
 */
export const kernelModule = defineState<KernelModule, "live" | "boot">({
  kind: "kernel_module",
  summary: "kernel module: loaded or blocked, live and at boot",
  params: {
    type: "object",
    properties: {
      name: {
        type: "string",
        pattern: "^[A-Za-z0-9_][A-Za-z0-9_-]*$",
        maxLength: 64,
        description: "the module as modprobe(8) names it",
        examples: ["usb-storage"],
      },
      ensure: { type: "string", enum: ["loaded", "blocked"], description: "`blocked` when nothing may load it", default: "loaded" },
    },
    required: ["name"],
    additionalProperties: false,
  },

  name: (want) => inKernel(want.name),

  // A module that can be loaded has `initstate` while it is; one that is part of the kernel is in the list of built-in ones.
  inspect: (want) => sh`
    if [ -e ${`/sys/module/${inKernel(want.name)}/initstate`} ]; then emit live loaded
    elif tr - _ 2>/dev/null <"/lib/modules/$(uname -r)/modules.builtin" | grep -q ${`/${inKernel(want.name)}[.]ko`}; then emit live ${want.ensure === "blocked" ? "built in" : "loaded"}
    else emit live 'not loaded'; fi
    emit boot "$(cat ${fileOf(want)} 2>/dev/null)"`,

  expect: (want) => ({ live: want.ensure === "blocked" ? "not loaded" : "loaded", boot: line(want) }),

  repair: (want, drift) => [
    drift.boot && sh`mkdir -p ${want.ensure === "blocked" ? "/etc/modprobe.d" : "/etc/modules-load.d"}`,
    drift.boot && sh`printf '%s\\n' ${line(want)} | write_file ${fileOf(want)} 0644 root root`,
    drift.live && (want.ensure === "blocked" ? sh`modprobe -r -- ${want.name}` : sh`modprobe -- ${want.name}`),
  ],

  undo: (want) => [sh`put_back ${fileOf(want)}`],

  elsewhere: {
    ansible: "community.general.modprobe: { name: usb-storage, state: absent, persistent: absent }",
    salt: "usb-storage: kmod.absent: [{persist: True}]",
    puppet: "kmod::install { 'usb-storage': command => '/bin/false' }",
  },
});
