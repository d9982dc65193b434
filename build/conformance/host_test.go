package conformance

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"
	"github.com/mattermost/mattermost/server/public/shared/mlog"
)

// outFolder holds what the runner built: plugins/<id>/ for every plugin that is started here.
var outFolder = os.Getenv("CONFORMANCE_OUT")

// host is Mattermost's own plugin environment with one plugin in it.
type host struct {
	t      testing.TB
	env    *plugin.Environment
	id     string
	logs   *mlog.Buffer
	logger *mlog.Logger
	// sockets are the socket files that stood there before.
	sockets []string
}

// newHost prepares the environment; the plugin with this id is not started yet.
func newHost(t testing.TB, id string, api plugin.API) *host {
	t.Helper()
	logger, err := mlog.NewLogger()
	if err != nil {
		t.Fatal(err)
	}
	logs := &mlog.Buffer{}
	if err := mlog.AddWriterTarget(logger, logs, true, mlog.StdAll...); err != nil {
		t.Fatal(err)
	}
	env, err := plugin.NewEnvironment(
		func(*model.Manifest) plugin.API { return api },
		nil,
		filepath.Join(outFolder, "plugins"),
		t.TempDir(),
		logger,
		nil,
	)
	if err != nil {
		t.Fatal(err)
	}
	h := &host{t: t, env: env, id: id, logs: logs, logger: logger, sockets: sockets()}
	t.Cleanup(func() {
		env.Shutdown()
		_ = logger.Shutdown()
	})
	return h
}

// startHost prepares the environment and activates the plugin.
func startHost(t testing.TB, id string, api plugin.API) *host {
	t.Helper()
	h := newHost(t, id, api)
	h.activate()
	return h
}

func (h *host) activate() {
	h.t.Helper()
	if _, _, err := h.env.Activate(h.id); err != nil {
		h.t.Fatalf("%s is not activated: %v\n%s", h.id, err, h.logged())
	}
}

func (h *host) hooks() plugin.Hooks {
	h.t.Helper()
	hooks, err := h.env.HooksForPlugin(h.id)
	if err != nil {
		h.t.Fatal(err)
	}
	return hooks
}

// logged is everything the host has logged so far, one JSON object a line.
func (h *host) logged() string {
	_ = h.logger.Flush()
	return h.logs.String()
}

// logLine waits for a log entry that holds the text and returns it; nil after five seconds.
func (h *host) logLine(text string) map[string]any {
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		lines := bufio.NewScanner(strings.NewReader(h.logged()))
		lines.Buffer(nil, 16<<20)
		for lines.Scan() {
			var entry map[string]any
			if strings.Contains(lines.Text(), text) && json.Unmarshal(lines.Bytes(), &entry) == nil {
				return entry
			}
		}
	}
	return nil
}

// pids are the running processes of this host's plugin: children of this process that were started
// from the plugin's folder.
func (h *host) pids() []int {
	var found []int
	folders, _ := filepath.Glob("/proc/[0-9]*")
	for _, folder := range folders {
		stat, err := os.ReadFile(folder + "/stat")
		command, err2 := os.ReadFile(folder + "/cmdline")
		if err != nil || err2 != nil || !bytes.Contains(command, []byte("/plugins/"+h.id+"/")) {
			continue
		}
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		if fields[0] != "Z" && fields[1] == strconv.Itoa(os.Getpid()) {
			pid, _ := strconv.Atoi(filepath.Base(folder))
			found = append(found, pid)
		}
	}
	return found
}

// pid is the one running process of the plugin.
func (h *host) pid() int {
	h.t.Helper()
	pids := h.pids()
	if len(pids) != 1 {
		h.t.Fatalf("%s has the processes %v, expected one", h.id, pids)
	}
	return pids[0]
}

// residentMB is the resident memory of a process in megabytes.
func residentMB(pid int) float64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for _, line := range strings.Split(string(status), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kilobytes, _ := strconv.Atoi(strings.Fields(rest)[0])
			return float64(kilobytes) / 1024
		}
	}
	return 0
}

// call is one request as Mattermost hands it to a plugin.
type call struct {
	method, url string
	user        string
	header      http.Header
	body        io.Reader
}

func (c call) request() *http.Request {
	if c.method == "" {
		c.method = http.MethodGet
	}
	r := httptest.NewRequest(c.method, c.url, c.body)
	for key, values := range c.header {
		r.Header[key] = values
	}
	if c.user != "" {
		r.Header.Set("Mattermost-User-Id", c.user)
	}
	return r
}

var callContext = plugin.Context{
	SessionId: "session", RequestId: "request", IPAddress: "192.0.2.7",
	AcceptLanguage: "en", UserAgent: "conformance",
}

// do hands one request to the plugin's ServeHTTP and returns what it answered.
func (h *host) do(c call) *httptest.ResponseRecorder {
	h.t.Helper()
	recorder := httptest.NewRecorder()
	h.hooks().ServeHTTP(new(callContext), recorder, c.request())
	return recorder
}

func (h *host) get(url string) *httptest.ResponseRecorder {
	h.t.Helper()
	return h.do(call{url: url})
}

// postJSON posts a value as JSON and returns the answer's JSON.
func (h *host) postJSON(url string, value any) (int, any) {
	h.t.Helper()
	body, err := json.Marshal(value)
	if err != nil {
		h.t.Fatal(err)
	}
	answer := h.do(call{
		method: http.MethodPost, url: url, body: bytes.NewReader(body),
		header: http.Header{"Content-Type": {"application/json"}},
	})
	return answer.Code, parsed(h.t, answer.Body.Bytes())
}

// parsed is a JSON text as maps, lists, strings and float64.
func parsed(t testing.TB, text []byte) any {
	t.Helper()
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatalf("no JSON: %v in %.300s", err, text)
	}
	return value
}

// front puts a real web server before the plugin, for what a recorder cannot show: slow readers,
// clients that go away.
func (h *host) front() *httptest.Server {
	h.t.Helper()
	hooks := h.hooks()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hooks.ServeHTTP(new(callContext), w, r)
	}))
	h.t.Cleanup(server.Close)
	return server
}

// eventually waits up to the limit for something to become true.
func eventually(limit time.Duration, holds func() bool) bool {
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if holds() {
			return true
		}
	}
	return holds()
}

// sockets are the unix sockets that stand in the temporary folder.
func sockets() []string {
	var found []string
	entries, _ := os.ReadDir(os.TempDir())
	for _, entry := range entries {
		if entry.Type()&os.ModeSocket != 0 {
			found = append(found, entry.Name())
		}
	}
	return found
}

// pattern is a body whose every byte depends on its place, so that lost and swapped pieces show.
func pattern(size int) []byte {
	body := make([]byte, size)
	for i := range body {
		body[i] = byte(i*7 + i>>8*13 + i>>16*31)
	}
	return body
}
