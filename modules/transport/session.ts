import { randomBytes } from "node:crypto";
import type { ClientChannel } from "ssh2";
import type { Connection, RemoteShell } from "#core/connection.ts";
import { UserError } from "#core/errors.ts";
import type { Secret } from "#core/secret.ts";
import { awaitAnswer } from "#transport/answer.ts";
import { startCommand } from "#transport/become.ts";
import { converse } from "#transport/conversation.ts";
import { awaitHello } from "#transport/hello.ts";
import type { Link } from "#transport/link.ts";
import { request } from "#transport/loop.ts";
import { printable } from "#transport/printable.ts";

/** A running loop on a host. It takes one script at a time, and is thrown away after the first surprise. */
export interface Session extends RemoteShell {
  /** Whether a script may be sent: nothing surprising has happened yet. */
  readonly fit: boolean;
}

export interface SessionOptions {
  readonly password: Secret | undefined;
  /** How long login shell, sudo and PAM may take. */
  readonly helloSeconds: number;
  /** How long after its time an answer may arrive. */
  readonly graceSeconds: number;
  /** Whether a shell that isn't root's will do. */
  readonly anyUser: boolean;
}

const token = (): string => randomBytes(16).toString("hex");

export async function startSession(link: Link, connection: Connection, options: SessionOptions): Promise<Session> {
  const guard = token();
  const prompt = options.password && `conform%${token()}`;
  const channel = await openChannel(link, startCommand(connection.become, guard, prompt), options.helloSeconds);
  const talk = converse(link, channel);
  await talk.listen(awaitHello(connection, options, { guard, prompt, say: (text) => channel.write(text), status: () => talk.status }));

  return {
    get fit() {
      return talk.fit;
    },
    run: (script, { timeoutSeconds, onOutput }) => {
      const mark = token();
      const send = (sent: () => void): void => void channel.write(request(guard, mark, script, timeoutSeconds), sent);
      return talk.listen(
        awaitAnswer(connection.host, mark, {
          timeoutSeconds,
          graceSeconds: options.graceSeconds,
          onOutput,
          send,
          lostBecause: () => link.reason,
        }),
      );
    },
  };
}

const openChannel = (link: Link, command: string, seconds: number): Promise<ClientChannel> =>
  new Promise((resolve, reject) => {
    const clock = setTimeout(
      () => reject(new UserError(`did not open a session within ${seconds} s`, "Is the host overloaded?")),
      seconds * 1000,
    );
    link.client.exec(command, (error, channel) => {
      clearTimeout(clock);
      if (error)
        reject(new UserError(`does not open a session (${printable(error.message)})`, "MaxSessions in its sshd_config may be too low."));
      else resolve(channel);
    });
  });
