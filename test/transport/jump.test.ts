import { describe, expect, test } from "vitest";
import type { Connection } from "#core/connection.ts";
import { openTestTransport } from "#support/open-test-transport.ts";
import { makeKey, startSshServer } from "#support/ssh-server.ts";

const quick = { timeoutSeconds: 5 };
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Long enough for this process to hear what happened on its sockets, however busy it is. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await pause(5);
};

describe.concurrent("through a jump host", () => {
  const two = async (jumpOptions = {}, targetOptions = {}) => {
    const jump = await startSshServer(jumpOptions);
    const target = await startSshServer(targetOptions);
    const to = target.connection({ jump: jump.connection({ host: "bastion", user: "ana" }) });
    return {
      jump,
      target,
      to,
      [Symbol.asyncDispose]: async () => void (await Promise.all([jump[Symbol.asyncDispose](), target[Symbol.asyncDispose]()])),
    };
  };

  test("hosts share its connection, and each has its own inside", async () => {
    await using servers = await two();
    await using other = await startSshServer();
    await using transport = openTestTransport({ parallel: 1 });
    const [one, two_] = await Promise.all([
      transport.shell(servers.to),
      transport.shell(other.connection({ host: "suite-02", ...(servers.to.jump && { jump: servers.to.jump }) })),
    ]);
    expect((await one.run("echo one", quick)).stdout).toBe("one\n");
    expect((await two_.run("echo two", quick)).stdout).toBe("two\n");
    expect(servers.jump.seen).toMatchObject({ connections: 1, forwards: 2, commands: [] });
    expect(Object.fromEntries(transport.counts)).toEqual({
      bastion: { connections: 1, roundTrips: 0 },
      "suite-01": { connections: 1, roundTrips: 1 },
      "suite-02": { connections: 1, roundTrips: 1 },
    });
  });

  test("it is reached anew when it broke", async () => {
    await using servers = await two();
    await using transport = openTestTransport();
    const shell = await transport.shell(servers.to);
    servers.jump.hangUp();
    await settle();
    expect((await shell.run("echo here", quick)).stdout).toBe("here\n");
  });

  test.each<[string, object, object, (to: Connection) => Connection, RegExp]>([
    [
      "the jump host's key is checked",
      {},
      {},
      (to) => ({ ...to, jump: { ...to, ...to.jump, hostKeys: [makeKey().public] } }),
      /^suite-01: its jump host bastion: its host key changed/,
    ],
    ["and the inner host's too", {}, {}, (to) => ({ ...to, hostKeys: [makeKey().public] }), /^suite-01: its host key changed/],
    ["it may refuse us", { refuseLogin: true }, {}, (to) => to, /^suite-01: its jump host bastion: refused ana with the key/],
    [
      "it may not forward",
      {},
      {},
      (to) => ({ ...to, port: 1 }),
      /^suite-01: the jump host (?:may not forward to it|can't reach it on port 1)/,
    ],
    [
      "the inner host may say nothing",
      {},
      { silent: true },
      (to) => to,
      /^suite-01: took the connection on port \d+ but did not get through an SSH handshake/,
    ],
  ])("%s", async (_title, jumpOptions, targetOptions, change, words) => {
    await using servers = await two(jumpOptions, targetOptions);
    await using transport = openTestTransport({ connectTimeoutSeconds: 0.5 });
    await expect(transport.shell(change(servers.to))).rejects.toThrow(words);
    expect(servers.target.seen.logins).toBe(0);
  });
});
