package conformance

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// timing is how a number of equal calls went.
type timing struct {
	rate     float64 // calls a second
	p50, p99 time.Duration
	cpu      time.Duration // of the plugin's process, for one call
}

func (m timing) String() string {
	return fmt.Sprintf("%6.0f/s  p50 %6.3f ms  p99 %6.3f ms  cpu %5.3f ms", m.rate, milliseconds(m.p50), milliseconds(m.p99), milliseconds(m.cpu))
}

// cpuTime is the processor time a process has used so far; the kernel counts in hundredths of a second.
func cpuTime(pid int) time.Duration {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	user, _ := strconv.Atoi(string(fields[11]))
	system, _ := strconv.Atoi(string(fields[12]))
	return time.Duration(user+system) * 10 * time.Millisecond
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// load is a kind of call that is timed.
type load struct {
	name    string
	call    func() call
	count   int
	callers int
}

// measure makes the calls and times each; every status must be the expected one.
func measure(t *testing.T, h *host, l load, status int) timing {
	t.Helper()
	took := make([][]time.Duration, l.callers)
	var group sync.WaitGroup
	pid := h.pid()
	started, used := time.Now(), cpuTime(pid)
	for caller := range l.callers {
		group.Go(func() {
			for range l.count / l.callers {
				began := time.Now()
				if answer := h.do(l.call()); answer.Code != status {
					t.Errorf("status %d: %.200s", answer.Code, answer.Body)
					return
				}
				took[caller] = append(took[caller], time.Since(began))
			}
		})
	}
	group.Wait()
	elapsed, used := time.Since(started), cpuTime(pid)-used
	all := slices.Concat(took...)
	slices.Sort(all)
	if len(all) == 0 {
		return timing{}
	}
	return timing{float64(len(all)) / elapsed.Seconds(), all[len(all)/2], all[len(all)*99/100], used / time.Duration(len(all))}
}

// rounds is how often the plugins are timed in turn; the best round of each counts, for other work
// on the machine can only slow one down.
const rounds = 5

func better(a, b timing) timing {
	if a.rate == 0 || b.rate > a.rate {
		return b
	}
	return a
}

// TestSpeed prints rates, latencies, starting times and memory beside those of a minimal Go plugin
// in the same run. They are numbers to read, not limits: the machine is not ours alone.
func TestSpeed(t *testing.T) {
	goHost := startHost(t, "goplugin", newStub())
	probe := startHost(t, "probe", newStub())
	desk := startDesk(t)
	memory := map[string][]float64{}
	remember := func() {
		for _, h := range []*host{goHost, probe, desk.host} {
			memory[h.id] = append(memory[h.id], residentMB(h.pid()))
		}
	}
	// Longer than the ten quiet seconds after which the library collects garbage.
	const quiet = 13 * time.Second
	time.Sleep(quiet)
	remember()

	hello := func() call { return call{url: "/hello", user: "user1"} }
	body := pattern(4096)
	post := func() call { return call{method: "POST", url: "/echo", user: "user1", body: bytes.NewReader(body)} }
	form := func() call { return desk.formCall() }
	cases := []struct {
		load
		status int
		app    bool
	}{
		{load{"GET small, one caller", hello, 2000, 1}, 200, true},
		{load{"GET small, 16 callers", hello, 4000, 16}, 200, true},
		{load{"POST 4 KiB, one caller", post, 1000, 1}, 201, false},
		{load{"POST 4 KiB, 16 callers", post, 2000, 16}, 201, false},
	}
	for _, c := range cases {
		t.Run("ServeHTTP beside a Go plugin: "+c.name, func(t *testing.T) {
			var ofGo, ofProbe, ofDesk timing
			for range rounds {
				ofGo = better(ofGo, measure(t, goHost, c.load, c.status))
				ofProbe = better(ofProbe, measure(t, probe, c.load, c.status))
				if c.app {
					whole := c.load
					whole.call = form
					ofDesk = better(ofDesk, measure(t, desk.host, whole, 200))
				}
			}
			t.Logf("Go plugin       %v", ofGo)
			t.Logf("library         %v  p50 ratio %.2f  rate ratio %.2f", ofProbe, ratio(ofProbe.p50, ofGo.p50), ofProbe.rate/ofGo.rate)
			if c.app {
				t.Logf("whole app, auth %v  p50 ratio %.2f  rate ratio %.2f", ofDesk, ratio(ofDesk.p50, ofGo.p50), ofDesk.rate/ofGo.rate)
			}
		})
	}

	t.Run("memory, idle and after 8 MiB bodies", func(t *testing.T) {
		remember()
		for range 10 {
			echo(t, goHost, pattern(8*mebibyte))
			echo(t, probe, pattern(8*mebibyte))
			desk.refusesLargeBody(t)
		}
		remember()
		time.Sleep(quiet)
		remember()
		for _, id := range []string{"goplugin", "probe", desk.id} {
			m := memory[id]
			t.Logf("%-12s resident: idle %.0f MB, after the timed calls %.0f MB, after ten 8 MiB bodies %.0f MB, 13 seconds later %.0f MB", id, m[0], m[1], m[2], m[3])
		}
	})

	t.Run("activation stays well inside the limit of 3 s", func(t *testing.T) {
		for _, h := range []*host{goHost, probe, desk.host} {
			took := activations(t, h, 15)
			t.Logf("%-12s Environment.Activate: median %.0f ms, slowest %.0f ms of %d", h.id, milliseconds(took[len(took)/2]), milliseconds(took[len(took)-1]), len(took))
			if slowest := took[len(took)-1]; slowest > 3*time.Second {
				t.Errorf("%s once took %v", h.id, slowest)
			}
		}
	})

	t.Run("the handshake line comes well inside the limit of 3 s", func(t *testing.T) {
		for _, h := range []*host{goHost, probe, desk.host} {
			took := handshakes(t, h, 15)
			t.Logf("%-12s handshake line: median %.0f ms, slowest %.0f ms of %d", h.id, milliseconds(took[len(took)/2]), milliseconds(took[len(took)-1]), len(took))
			if slowest := took[len(took)-1]; slowest > 3*time.Second {
				t.Errorf("%s once took %v", h.id, slowest)
			}
		}
	})
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

// activations are the times of a number of activations, sorted.
func activations(t *testing.T, h *host, count int) []time.Duration {
	t.Helper()
	var took []time.Duration
	for range count {
		h.env.Deactivate(h.id)
		started := time.Now()
		h.activate()
		took = append(took, time.Since(started))
	}
	slices.Sort(took)
	return took
}

// handshakes are the times from starting the executable to the handshake line, sorted.
func handshakes(t *testing.T, h *host, count int) []time.Duration {
	t.Helper()
	plugins, err := h.env.Available()
	if err != nil {
		t.Fatal(err)
	}
	var took []time.Duration
	for _, found := range plugins {
		if found.Manifest.Id != h.id {
			continue
		}
		executable := filepath.Join(found.Path, found.Manifest.GetExecutableForRuntime(runtime.GOOS, runtime.GOARCH))
		for range count {
			took = append(took, handshake(t, executable))
		}
	}
	slices.Sort(took)
	return took
}

// handshake starts the executable the way the host does, and kills it after its first line; the
// socket it leaves behind is in a folder of its own.
func handshake(t *testing.T, executable string) time.Duration {
	t.Helper()
	folder, err := os.MkdirTemp("", "h")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder)
	command := exec.Command(executable)
	command.Env = append(os.Environ(), "MATTERMOST_PLUGIN=Securely message teams, anywhere.", "PLUGIN_PROTOCOL_VERSIONS=1", "TMPDIR="+folder)
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	started := time.Now()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	took := time.Since(started)
	_ = command.Process.Kill()
	_ = command.Wait()
	if err != nil || !bytes.HasPrefix([]byte(line), []byte("1|1|unix|")) {
		t.Fatalf("%s printed %q, %v", executable, line, err)
	}
	return took
}
