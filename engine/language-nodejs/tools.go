//go:build tools

// Package languagenodejs pins Pulumi's Node.js language host; `scripts/setup engine` builds it.
package languagenodejs

import _ "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"
