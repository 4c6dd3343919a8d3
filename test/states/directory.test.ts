import { sh } from "#core/sh.ts";
import { directory } from "#states/directory.ts";
import { describeState } from "#support/describe-state.ts";

const incoming = { path: "/srv/media/incoming", mode: "2775" };

describeState(
  directory,
  [
    {
      it: "is quiet when it is there as wanted",
      want: incoming,
      found: { type: "directory", mode: "2775", owner: "root", group: "root" },
      drifts: [],
      repair: [],
    },
    {
      it: "sets the mode after the group, because a new group takes setgid away",
      want: { ...incoming, group: "editors" },
      found: { type: "directory", mode: "2775", owner: "root", group: "root" },
      drifts: ["group"],
      repair: ["chown root:editors /srv/media/incoming", "chmod 02775 /srv/media/incoming"],
    },
  ],
  {
    tells: [
      { it: "finds nothing where there is nothing", want: incoming, tells: { type: "", mode: "", owner: "", group: "" } },
      { it: "does not follow a link to a directory", want: incoming, files: { "/srv/media/incoming": "-> /tmp" }, tells: { type: "link" } },
    ],
    repairs: [
      {
        it: "makes it with its parents, and takes it away while it is empty",
        want: incoming,
        drifts: ["type", "mode", "owner", "group"],
        leaves: { "/srv/media/incoming": null },
        undone: { "/srv/media/incoming": undefined, "/srv/media": null },
      },
      {
        it: "changes the mode of one that was there, and leaves it there",
        want: incoming,
        files: { "/srv/media/incoming": null },
        drifts: ["mode"],
        undone: { "/srv/media/incoming": null },
      },
      {
        it: "leaves alone what is in it",
        want: incoming,
        files: { "/srv/media/incoming/A001.mov": "clip" },
        drifts: ["mode"],
        leaves: { "/srv/media/incoming/A001.mov": "clip" },
      },
    ],
    refuses: [
      {
        it: "does not replace a link to a directory",
        want: incoming,
        files: { "/srv/media/incoming": "-> /tmp" },
        says: /is a symbolic link/,
      },
      { it: "does not replace a file", want: incoming, files: { "/srv/media/incoming": "a file" }, says: /File exists|exists/ },
    ],
    lab: [
      {
        on: "suite-02",
        want: { path: "/srv/trial/incoming", mode: "2775", group: "audio" },
        breaks: [
          { by: "took the setgid bit away", with: sh`chmod g-s /srv/trial/incoming`, drifts: ["mode"] },
          { by: "gave it to somebody", with: sh`chown nobody /srv/trial/incoming`, drifts: ["owner"] },
          {
            by: "gave it to another group",
            with: sh`chgrp video /srv/trial/incoming && chmod 2775 /srv/trial/incoming`,
            drifts: ["group"],
          },
          { by: "removed it", with: sh`rmdir /srv/trial/incoming`, drifts: ["type", "mode", "owner", "group"] },
        ],
        gone: sh`[ ! -e /srv/trial/incoming ]`,
        afterwards: sh`rmdir /srv/trial`,
      },
    ],
  },
);
