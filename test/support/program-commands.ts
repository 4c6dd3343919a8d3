import { local, remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { readSite } from "#support/engine-program.ts";

/** A program of the npm package @pulumi/command alone, as anybody may have one. */
export const run = (): Promise<Record<string, unknown>> => {
  const { inventory: folder = "" } = readSite(process.env["CONFORM_TEST_SITE"] ?? "");
  const connection = { host: "a", user: "root" };
  const made = new remote.Command("made", { connection, create: `echo made >${folder}/made; echo done`, delete: `rm ${folder}/made` });
  const copied = new remote.CopyToRemote("copied", {
    connection,
    source: new pulumi.asset.StringAsset("LICENCE 1\n"),
    remotePath: `${folder}/licence`,
  });
  const here = new local.Command("here", { create: "cat", stdin: made.stdout }, { dependsOn: [copied] });
  return Promise.resolve({ said: here.stdout });
};
