// Package conformance starts plugins under Mattermost's own plugin host, taken from the published
// module, and shows that they behave: the library by way of a probe that has every hook and calls
// every API method of its tables, the plugin by way of the bundle that people install.
package conformance

import (
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"
	"github.com/mattermost/mattermost/server/public/shared/mlog"
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
	// What the host logs beside any plugin would only stand between the results.
	quiet, _ := mlog.NewLogger()
	mlog.InitGlobalLogger(quiet)
	log.SetOutput(io.Discard)
	if os.Getenv("CONFORMANCE_VANISH") != "" {
		becomeHost()
	}
	idle = startAlone()
	code := m.Run()
	idle.env.Shutdown()
	os.RemoveAll(folder)
	os.Exit(code)
}

// idle is a copy of the probe that nobody calls while the other tests run.
var idle *host
var idleSince = time.Now()

// startAlone starts the probe in an environment that belongs to no test.
func startAlone() *host {
	logger, _ := mlog.NewLogger()
	create := func(*model.Manifest) plugin.API { return newStub() }
	env, _ := plugin.NewEnvironment(create, nil, filepath.Join(outFolder, "plugins"), os.TempDir(), logger, nil)
	if _, _, err := env.Activate("idle"); err != nil {
		fmt.Println(err)
		os.Exit(2)
	}
	return &host{env: env, id: "idle"}
}

// becomeHost is another process of this binary: it starts the probe, says its process id and
// waits to be killed.
func becomeHost() {
	fmt.Printf("plugin-pid=%d.\n", startAlone().pids()[0])
	time.Sleep(time.Minute)
}

// TestIdle is about what only time shows: the host pings every 30 s and ends a session with a
// stream that is not accepted within 75 s.
func TestIdle(t *testing.T) {
	t.Run("a plugin left alone for 90 s still answers", func(t *testing.T) {
		time.Sleep(time.Until(idleSince.Add(90 * time.Second)))
		idle.t = t
		if err := idle.env.PerformHealthCheck(idle.id); err != nil {
			t.Fatal(err)
		}
		echo(t, idle, pattern(100_000))
	})
}
