import { dirname, extname, join } from "node:path";

import { UserError } from "#core/errors.ts";
import { readIni } from "#exchange/from/ansible/ini.ts";
import { AnsibleInventory } from "#exchange/from/ansible/inventory.ts";
import type { VariableFiles } from "#exchange/from/ansible/variables.ts";
import { readGroups } from "#exchange/from/ansible/yaml.ts";
import { Source, kindOf, kindOfSource, listFiles } from "#exchange/from/source.ts";
import type { SourceFile } from "#exchange/from/source.ts";
import { isForeign, readForeignYaml } from "#exchange/from/yaml.ts";
import type { Foreign, ForeignFile } from "#exchange/from/yaml.ts";

/** Everything that an inventory of Ansible's says, with the files of variables beside it. */
export interface AnsibleTree {
  readonly inventory: AnsibleInventory;
  readonly files: VariableFiles;
  /** Files that Ansible Vault encrypted as a whole. */
  readonly encrypted: readonly string[];
}

/**
 * Reads an inventory of Ansible's: a file, or a folder of them, and `group_vars/` and `host_vars/` beside it.
 *
 * @throws {UserError} naming the file, and the line where there is one
 */
export async function readAnsible(path: string): Promise<AnsibleTree> {
  const source = new Source();
  const inventory = new AnsibleInventory();
  const isFolder = (await kindOfSource(path)) === "folder";
  const paths = isFolder ? await listInventories(source, path) : [path];
  if (paths.length === 0) throw new UserError(`${path}: the folder holds no inventory`);
  for (const file of paths) readInventory(await source.read(file), inventory);
  const base = isFolder ? path : dirname(path);
  const encrypted: string[] = [];
  return {
    inventory,
    files: {
      groups: await readVariables(source, join(base, "group_vars"), inventory.groups, encrypted),
      hosts: await readVariables(source, join(base, "host_vars"), inventory.hosts, encrypted),
    },
    encrypted,
  };
}

const extensions = ["", ".yml", ".yaml", ".json"];

// As Ansible's own list: what lies in such a folder and is no inventory.
const ignored = /(?:\.pyc|\.pyo|\.swp|\.bak|~|\.rpm|\.md|\.txt|\.rst|\.orig|\.cfg|\.retry)$/;
const besides = new Set(["group_vars", "host_vars", "vars_plugins"]);

async function listInventories(source: Source, folder: string): Promise<readonly string[]> {
  const names = (await source.list(folder)).filter((name) => !name.startsWith(".") && !besides.has(name) && !ignored.test(name));
  const found: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    if ((await kindOf(path)) !== "folder") found.push(path);
    else found.push(...(await listFiles(source, path)).filter((file) => !ignored.test(file)));
  }
  return found;
}

const unreadable = "Let Ansible read it: ansible-inventory -i PATH --list --yaml > hosts.yaml; then import that.";

function readInventory(file: SourceFile, into: AnsibleInventory): void {
  const { text, file: name } = file;
  if (text.startsWith("#!")) throw new UserError(`${name}: this is a program that prints an inventory; programs are not run`, unreadable);
  if (isVault(text))
    throw new UserError(`${name}: this is encrypted with Ansible Vault`, "Decrypt it into a file of its own first: ansible-vault view");
  const extension = extname(name);
  if (extension === ".toml") throw new UserError(`${name}: inventories in TOML are not read`, unreadable);
  if (extensions.includes(extension)) {
    const read = extension === "" ? tryYaml(file) : readForeignYaml(file);
    if (read !== undefined && (isForeign(read.value) || extension !== "")) {
      refuseDynamic(read);
      readGroups(read, into);
      return;
    }
  }
  readIni(file, into);
}

/** A file whose name does not say what it is may be YAML. */
function tryYaml(file: SourceFile): ForeignFile | undefined {
  try {
    return readForeignYaml(file);
  } catch (thrown) {
    if (thrown instanceof UserError) return undefined;
    throw thrown;
  }
}

function refuseDynamic({ file, value }: ForeignFile): void {
  if (!isForeign(value)) return;
  if (typeof value.get("plugin") === "string")
    throw new UserError(`${file}: this tells a plugin of Ansible's where to look for hosts; plugins are not run`, unreadable);
  if (isForeign(value.get("_meta"))) throw new UserError(`${file}: this is what ansible-inventory prints for programs`, unreadable);
}

const isVault = (text: string): boolean => text.startsWith("$ANSIBLE_VAULT;");

/** Files of variables by the group or host that they are called after. */
async function readVariables(
  source: Source,
  folder: string,
  names: ReadonlyMap<string, unknown>,
  encrypted: string[],
): Promise<ReadonlyMap<string, Foreign>> {
  if ((await kindOf(folder)) !== "folder") return new Map();
  // Only what the folder lists is opened, whatever a host is called.
  const listed = new Set(await source.list(folder));
  const found = new Map<string, Foreign>();
  for (const name of names.keys()) {
    const file = extensions.map((extension) => name + extension).find((candidate) => listed.has(candidate));
    if (file === undefined) continue;
    const path = join(folder, file);
    const paths = (await kindOf(path)) === "folder" ? (await listFiles(source, path)).filter(isVariables) : [path];
    const joined = new Map<string, unknown>();
    for (const path of paths) {
      const read = await source.read(path);
      if (isVault(read.text)) {
        encrypted.push(read.file);
        continue;
      }
      const { value, file } = readForeignYaml(read);
      if (value !== null && !isForeign(value)) throw new UserError(`${file}: a mapping of variables is expected`);
      for (const [key, inner] of value ?? []) joined.set(key, inner);
    }
    found.set(name, joined);
  }
  return found;
}

const isVariables = (path: string): boolean => extensions.includes(extname(path)) && !path.endsWith("~");
