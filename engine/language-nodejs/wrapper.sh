#!/bin/sh
# Pulumi's Node.js language host runs whatever `node` is first on PATH. A program in this project needs the project's
# own Node, so its node_modules/.bin goes first: the project is the nearest folder upwards with a Pulumi.yaml.
folder=$PWD
while [ "$folder" != / ] && [ ! -e "$folder/Pulumi.yaml" ]; do folder=$(dirname "$folder"); done
PATH="$folder/node_modules/.bin:$PATH"
export PATH
exec "$(dirname "$(readlink -f "$0")")/../libexec/pulumi-language-nodejs" "$@"
