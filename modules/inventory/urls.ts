import { isHostAddress } from "#inventory/addresses.ts";

const remote = /^https?:\/\/(\[[^\]/]+\]|[^:/[\]]+)(?::([1-9][0-9]{0,4}))?((?:\/[^/]+)*)\/?$/;

/** True for an http, https or file URL that means the same to every program: no user, no password, no query. */
export function isUrl(text: string): boolean {
  if (text.length > 1024) return false;
  // apt(8) writes file:/srv, everybody else file:///srv.
  const [, folder] = /^file:(?:\/\/)?(\/[^/].*)$/.exec(text) ?? [];
  if (folder !== undefined) return isPath(folder.replace(/\/$/, ""));
  const [, host = "", port = "1", path = ""] = remote.exec(text) ?? [];
  return isHostAddress(host.replace(/^\[(.*:.*)\]$/, "$1")) && Number(port) <= 65_535 && (path === "" || isPath(path));
}

/** True for a URL in which a few words of dnf may stand for something. */
export const isBaseUrl = (text: string): boolean =>
  text.length <= 1024 && isUrl(text.replaceAll(/\$(?:releasever|basearch|arch)(?![A-Za-z0-9_])/g, "X"));

/** True for a proxy with its port; programs differ on which one they would take. */
export const isProxy = (text: string): boolean => /^https?:\/\/.+:[0-9]+$/.test(text) && isUrl(text);

const isPath = (path: string): boolean => /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9_.@+~-]+)+$/.test(path);
