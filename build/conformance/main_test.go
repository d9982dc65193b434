// Package conformance starts plugins under Mattermost's own plugin host, taken from the published
// module, and shows that they behave: the library by way of a probe that has every hook and calls
// every API method of its tables, the plugin by way of the bundle that people install.
package conformance

import (
	"fmt"
	"os"
	"testing"
)

// A temporary folder of its own makes left-over socket files visible. Its path is short, for
// the path of a unix socket must stay below 108 bytes.
func TestMain(m *testing.M) {
	if outFolder == "" {
		fmt.Fprintln(os.Stderr, "CONFORMANCE_OUT is not set: start this by `make conformance`")
		os.Exit(2)
	}
	folder, err := os.MkdirTemp("", "conformance-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	os.Setenv("TMPDIR", folder)
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}
