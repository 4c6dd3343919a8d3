import { UserError } from "#core/errors.ts";
import { lines, sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { applyParameters, emitParameters, knowsParameters } from "#states/kernel_module/parameters.ts";
import { ownedFile, surveyOwned } from "#states/owned-file.ts";
import type { OwnedFact, OwnedFile } from "#states/owned-file.ts";

export interface KernelModule {
  readonly name: string;
  readonly ensure?: "loaded" | "blocked";
  readonly options?: readonly string[];
}

type OptionsFact = "options" | "optionsAccess";

// The kernel writes underscores wherever a module's name has dashes.
const inKernel = (name: string): string => name.replaceAll("-", "_");

const loads = ({ name }: KernelModule): OwnedFile => ({ path: `/etc/modules-load.d/conform-${name}.conf`, text: `${name}\n` });

const blocks = ({ name }: KernelModule): OwnedFile => ({
  path: `/etc/modprobe.d/conform-${name}.conf`,
  text: `install ${name} /bin/false\nblacklist ${name}\n`,
});

const fileOf = (want: KernelModule): OwnedFile => (want.ensure === "blocked" ? blocks(want) : loads(want));

/** What a declaration that said the contrary left behind. */
const otherFile = (want: KernelModule): OwnedFile => (want.ensure === "blocked" ? loads(want) : blocks(want));

const optionsOf = ({ name, options }: KernelModule): OwnedFile<OptionsFact> => ({
  path: `/etc/modprobe.d/conform-${name}-options.conf`,
  text: options && `options ${[name, ...options].join(" ")}\n`,
  facts: ["options", "optionsAccess"],
});

// Once for all states.
const readBuiltins = sh`: "\${_builtins=$(tr - _ 2>/dev/null <"/lib/modules/$(uname -r)/modules.builtin")}"`;

/**
 * A kernel module, now and at the next boot: loaded, or blocked so that nothing can load it; with the options it is loaded with.
 * A module that is in the initramfs (graphics, storage) gets there what was in /etc when the initramfs was made.
 *
 * @example kernelModule({ name: "usb-storage", ensure: "blocked" }, { why: "no content leaves on a stick" })
 * @example kernelModule({ name: "snd-hda-intel", options: ["power_save=0"] }, { why: "the card wakes up with a click" })
 */
export const kernelModule = defineState<KernelModule, "live" | "parameters" | OwnedFact | OptionsFact>({
  kind: "kernel_module",
  summary: "kernel module: loaded or blocked, its options, live and at boot",
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
      options: {
        type: "array",
        items: { type: "string", pattern: '^[A-Za-z0-9_]+=[^\\s"\\u0000-\\u001f]+$' },
        minItems: 1,
        uniqueItems: true,
        description: "what it is loaded with, values as the kernel prints them in /sys/module/NAME/parameters",
        examples: [["power_save=0"]],
      },
    },
    required: ["name"],
    additionalProperties: false,
  },

  name: ({ name, ensure, options }) => {
    if (ensure === "blocked" && options !== undefined)
      throw new UserError(`the kernel module ${name} is blocked, so it has no options`, "Take `options` away, or `ensure: blocked`.");
    return inKernel(name);
  },

  // A module that can be loaded has `initstate` while it is; one that is part of the kernel is in the list of built-in ones.
  inspect: (want) => sh`
    if [ -e ${`/sys/module/${inKernel(want.name)}/initstate`} ]; then emit live loaded
    else
      ${readBuiltins}
      case $_builtins in
        *${`/${inKernel(want.name)}.ko`}*) emit live ${want.ensure === "blocked" ? "built in" : "loaded"} ;;
        *) emit live 'not loaded' ;;
      esac
    fi
    ${ownedFile(fileOf(want)).inspect}
    ${ownedFile(optionsOf(want)).inspect}
    ${want.options && emitParameters(inKernel(want.name), want.options)}`,

  survey: (wants) => lines([readBuiltins, surveyOwned(wants.map(fileOf)), surveyOwned(wants.map(optionsOf))]),

  expect: (want) => ({
    live: want.ensure === "blocked" ? "not loaded" : "loaded",
    ...ownedFile(fileOf(want)).expect,
    ...ownedFile(optionsOf(want)).expect,
    ...(want.options && { parameters: want.options.join(" ") }),
  }),

  // The files come first: what is loaded or taken out then stays so.
  repair: (want, drift) => [
    ...((drift.file ?? drift.live) ? ownedFile(otherFile(want)).undo : []),
    ...ownedFile(fileOf(want)).repair(drift),
    want.options && drift.options && knowsParameters(want.name, want.options),
    ...ownedFile(optionsOf(want)).repair(drift),
    drift.live && (want.ensure === "blocked" ? sh`modprobe -r -- ${want.name}` : sh`modprobe -- ${want.name}`),
    !drift.live && drift.parameters && applyParameters(want.name, inKernel(want.name), drift.parameters),
  ],

  undo: (want) => [...ownedFile(fileOf(want)).undo, ...ownedFile(optionsOf(want)).undo],

  elsewhere: {
    ansible: "community.general.modprobe: { name: snd-hda-intel, params: 'power_save=0', state: present, persistent: present }",
    salt: "usb-storage: kmod.absent: [{persist: True}]",
    puppet:
      "kmod::install { 'usb-storage': command => '/bin/false' } / kmod::option { 'snd-hda-intel': option => 'power_save', value => 0 }",
  },
});
