package conformance

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// TestLife is the life of a plugin process on our library: started, checked, refused, killed, ended.
func TestLife(t *testing.T) {
	t.Run("health checks are answered, also while calls are under way", func(t *testing.T) {
		h := startHost(t, "probe", newStub())
		done := make(chan struct{})
		go func() {
			defer close(done)
			for range 50 {
				h.get("/hello")
			}
		}()
		for range 50 {
			if err := h.env.PerformHealthCheck(h.id); err != nil {
				t.Fatal(err)
			}
		}
		<-done
	})

	t.Run("a changed configuration is read when the host says so", func(t *testing.T) {
		api := newStub()
		api.setConfig(map[string]any{"colour": "red"})
		h := startHost(t, "probe", api)
		if got := h.get("/config").Body.String(); got != `{"colour":"red"}` {
			t.Fatal("after activation:", got)
		}
		api.setConfig(map[string]any{"colour": "blue"})
		if err := h.hooks().OnConfigurationChange(); err != nil {
			t.Fatal(err)
		}
		if got := h.get("/config").Body.String(); got != `{"colour":"blue"}` {
			t.Fatal("after the change:", got)
		}
	})

	t.Run("a configuration can be refused before it is saved", func(t *testing.T) {
		h := startHost(t, "probe", newStub())
		config := serverConfig()
		config.PluginSettings.Plugins = map[string]map[string]any{"probe": {"refuse": "colour must be blue"}}
		if _, err := h.hooks().ConfigurationWillBeSaved(config); err == nil || !strings.Contains(err.Error(), "colour must be blue") {
			t.Error(err)
		}
		config.PluginSettings.Plugins["probe"] = nil
		if changed, err := h.hooks().ConfigurationWillBeSaved(config); changed != nil || err != nil {
			t.Error(changed, err)
		}
	})

	t.Run("an API answer that the host cannot encode ends the process, and the restarted one serves", func(t *testing.T) {
		api := newStub()
		h := startHost(t, "probe", api)
		api.answer("SendEphemeralPost", &model.Post{Props: model.StringInterface{"x": map[string]string{"not": "registered"}}})
		h.postJSON("/api", map[string]any{"method": "SendEphemeralPost", "args": []any{"user", map[string]any{}}})
		if !eventually(5*time.Second, func() bool { return len(h.pids()) == 0 }) {
			t.Fatal("the process lives on without its API")
		}
		if err := h.env.PerformHealthCheck(h.id); err == nil {
			t.Fatal("the health check is content")
		}
		if err := h.env.RestartPlugin(h.id); err != nil {
			t.Fatal(err)
		}
		echo(t, h, pattern(100))
	})

	t.Run("a refused activation says why and leaves no process", func(t *testing.T) {
		api := newStub()
		api.setConfig(map[string]any{"refuse": "the moon is wrong"})
		h := newHost(t, "probe", api)
		_, _, err := h.env.Activate(h.id)
		if err == nil || !strings.Contains(err.Error(), "the moon is wrong") {
			t.Fatal(err)
		}
		expectGone(t, h)
	})

	t.Run("deactivation leaves no process and no socket file", func(t *testing.T) {
		h := startHost(t, "probe", newStub())
		h.get("/hello")
		started := time.Now()
		h.env.Deactivate(h.id)
		t.Logf("deactivated in %v", time.Since(started).Round(time.Millisecond))
		expectGone(t, h)
		if strings.Contains(h.logged(), "failed to exit gracefully") {
			t.Error("the host had to kill it")
		}
	})

	t.Run("deactivation in the middle of 20 calls leaves no process", func(t *testing.T) {
		h := startHost(t, "probe", newStub())
		hooks := h.hooks()
		for range 20 {
			go func() {
				hooks.ServeHTTP(new(callContext), &failingWriter{header: map[string][]string{}}, call{url: "/wait"}.request())
			}()
		}
		if !eventually(5*time.Second, func() bool { return h.get("/waiting").Body.String() == "20" }) {
			t.Error("waiting:", h.get("/waiting").Body)
		}
		h.env.Deactivate(h.id)
		expectGone(t, h)
	})

	t.Run("a killed process fails the health check, and the restarted one serves", func(t *testing.T) {
		h := startHost(t, "probe", newStub())
		_ = syscall.Kill(h.pid(), syscall.SIGKILL)
		if !eventually(5*time.Second, func() bool { return h.env.PerformHealthCheck(h.id) != nil }) {
			t.Fatal("the health check is still content")
		}
		if err := h.env.RestartPlugin(h.id); err != nil {
			t.Fatal(err)
		}
		echo(t, h, pattern(100))
	})

	t.Run("a host that vanishes takes the plugin with it", func(t *testing.T) {
		// The test binary itself is the host that is killed: see TestMain.
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), "CONFORMANCE_VANISH=1")
		output, err := child.StdoutPipe()
		if err != nil || child.Start() != nil {
			t.Fatal(err)
		}
		var printed bytes.Buffer
		plugin := 0
		eventually(10*time.Second, func() bool {
			piece := make([]byte, 4096)
			n, _ := output.Read(piece)
			printed.Write(piece[:n])
			_, rest, found := strings.Cut(printed.String(), "plugin-pid=")
			number, _, whole := strings.Cut(rest, ".")
			plugin, _ = strconv.Atoi(number)
			return found && whole
		})
		_ = child.Process.Kill()
		_ = child.Wait()
		if plugin == 0 || !eventually(5*time.Second, func() bool { return !running(plugin) }) {
			if plugin != 0 {
				_ = syscall.Kill(plugin, syscall.SIGKILL)
			}
			t.Fatalf("process %d outlived its host\n%s", plugin, printed.String())
		}
	})
}

func running(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !bytes.Contains(stat, []byte(") Z "))
}

// expectGone looks for what a stopped plugin must not leave: a process, a socket file.
func expectGone(t *testing.T, h *host) {
	t.Helper()
	if !eventually(3*time.Second, func() bool { return len(h.pids()) == 0 }) {
		t.Errorf("processes are left: %v", h.pids())
	}
	for _, name := range sockets() {
		if !slices.Contains(h.sockets, name) {
			t.Errorf("the socket file %s is left", name)
		}
	}
}

// TestLogging is what reaches the host's log, and what must never reach it.
func TestLogging(t *testing.T) {
	api := newStub()
	h := startHost(t, "probe", api)

	for _, level := range []string{"debug", "info", "warn", "error"} {
		t.Run("a line at "+level+" arrives at that level with its fields", func(t *testing.T) {
			h.postJSON("/log", map[string]any{"level": level, "message": "a line at " + level, "fields": map[string]any{"room": "probe", "count": 7}})
			entry := h.logLine("a line at " + level)
			if entry == nil || entry["level"] != level {
				t.Fatal(entry)
			}
			extras := fmt.Sprint(entry)
			if !strings.Contains(extras, "room") || !strings.Contains(extras, "7") {
				t.Fatal("fields are missing:", entry)
			}
		})
	}

	for method, level := range map[string]string{"LogDebug": "debug", "LogInfo": "info", "LogWarn": "warn", "LogError": "error"} {
		t.Run("API "+method+" brings the message and its pairs", func(t *testing.T) {
			h.postJSON("/api", map[string]any{"method": method, "args": []any{"said at " + level, []string{"key", "value"}}})
			calls := api.called(method)
			if len(calls) == 0 {
				t.Fatal("not called")
			}
			last := calls[len(calls)-1]
			if fmt.Sprint(last...) != fmt.Sprint("said at "+level, "key", "value") {
				t.Fatalf("%q", last)
			}
		})
	}

	t.Run("hostile lines on stderr do not harm the host", func(t *testing.T) {
		hostile := []string{
			`{"@message":5}`, `{"@level":{}}`, `{"@timestamp":[1]}`, `{"@message":"m","@level":"info","@timestamp":7}`,
			`{"@message":null,"@level":null,"@timestamp":null}`, `  {"@message":5}`, `{"@mess\u0061ge":5}`,
			`{"@message":"x","@message":5}`, `{"@level":"fatal","@message":"m"}`, `{`, `null`, `[]`, `"text"`, "panic: not really",
			"[ERROR] tagged", "\x00\xff\xfe binary", strings.Repeat("long ", 40_000), `{"@message":"` + strings.Repeat("m", 200_000) + `"}`,
		}
		for _, line := range hostile {
			h.postJSON("/stderr", map[string]any{"pieces": []string{line + "\n"}})
			half := len(line) / 2
			h.postJSON("/stderr", map[string]any{"pieces": []string{line[:half], line[half:] + "\r\n"}})
		}
		h.postJSON("/stderr", map[string]any{"pieces": []string{`{"@message":5}` + "\n" + `{"@level":5}` + "\nlast"}})
		h.postJSON("/stderr", map[string]any{"pieces": []string{" words\n"}})
		h.postJSON("/log", map[string]any{"level": "info", "message": "after the hostile lines", "fields": map[string]any{}})
		if h.logLine("after the hostile lines") == nil {
			t.Fatal("the log has stopped")
		}
		if h.logLine("last words") == nil {
			t.Error("a line in two pieces was lost")
		}
		if err := h.env.PerformHealthCheck(h.id); err != nil {
			t.Fatal(err)
		}
	})

	t.Run("what is printed to stdout is thrown away and harms nobody", func(t *testing.T) {
		h.postJSON("/stdout", map[string]any{"pieces": []string{"1|1|unix|/tmp/x|netrpc|\n", strings.Repeat("x", 300_000) + "\n"}})
		echo(t, h, pattern(100))
	})
}
