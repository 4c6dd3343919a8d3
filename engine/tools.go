//go:build tools

// Package engine pins the Pulumi CLI; `scripts/setup engine` builds it.
package engine

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
