package conformance

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const mebibyte = 1 << 20

// TestServeHTTP is the library's ServeHTTP under everything a web server does to a handler.
func TestServeHTTP(t *testing.T) {
	h := startHost(t, "probe", newStub())

	t.Run("a GET is answered with a small JSON object", func(t *testing.T) {
		answer := h.get("/hello")
		if answer.Code != 200 || answer.Body.String() != `{"hello":"world"}` || answer.Header().Get("Content-Type") != "application/json" {
			t.Fatal(answer.Code, answer.Body, answer.Header())
		}
	})

	t.Run("method, address, headers and context arrive as Mattermost gave them", func(t *testing.T) {
		request := call{method: "PUT", url: "/request/a%20b?q=%2F&z=1", header: http.Header{
			"X-Two": {"one", "two"}, "X-Empty": {""}, "X-Umlaut": {"grün"},
		}}.request()
		recorder := httptest.NewRecorder()
		recorder.Header().Set("X-Request-Id", "kept")
		h.hooks().ServeHTTP(new(callContext), recorder, request)
		got := parsed(t, recorder.Body.Bytes())
		want := map[string]any{
			"Method": "PUT", "URL": "/request/a%20b?q=%2F&z=1", "Proto": "HTTP/1.1", "ProtoMajor": 1.0, "ProtoMinor": 1.0, "Host": "example.com",
			"RemoteAddr": request.RemoteAddr, "RequestURI": "/request/a%20b?q=%2F&z=1",
			"Header":  map[string]any{"X-Two": []any{"one", "two"}, "X-Empty": []any{""}, "X-Umlaut": []any{"grün"}},
			"Context": plain(reflect.ValueOf(callContext)),
		}
		if found := differences(want, got, "request"); found != nil {
			t.Fatal(lines(found))
		}
		if recorder.Header().Get("X-Request-Id") != "kept" {
			t.Fatal("the header the server had set before is gone:", recorder.Header())
		}
	})

	for _, size := range []int{0, 1, 4096, 300_001, 8 * mebibyte} {
		t.Run(fmt.Sprintf("a POST of %d bytes comes back byte for byte", size), func(t *testing.T) {
			echo(t, h, pattern(size))
		})
	}

	t.Run("256 KiB of headers travel both ways", func(t *testing.T) {
		header := http.Header{}
		for i := range 64 {
			header.Set(fmt.Sprint("X-Large-", i), strings.Repeat(fmt.Sprint(i%10), 4096))
		}
		answer := h.do(call{url: "/headers", header: header})
		for key := range header {
			if answer.Header().Get(key) != header.Get(key) {
				t.Fatalf("%s came back with %d characters", key, len(answer.Header().Get(key)))
			}
		}
	})

	t.Run("a body that nobody reads holds nothing up", func(t *testing.T) {
		for range 5 {
			answer := h.do(call{method: "POST", url: "/ignore", body: bytes.NewReader(pattern(8 * mebibyte))})
			if answer.Code != 204 {
				t.Fatal(answer.Code, answer.Body)
			}
		}
	})

	t.Run("200 concurrent calls each get their own answer", func(t *testing.T) {
		var group sync.WaitGroup
		for i := range 200 {
			group.Go(func() { echo(t, h, pattern(40_000+i*131)) })
		}
		group.Wait()
	})

	t.Run("200 calls that wait do not keep others from their answers", func(t *testing.T) {
		var group sync.WaitGroup
		for range 200 {
			group.Go(func() {
				if answer := h.get("/wait"); answer.Code != 200 {
					t.Error(answer.Code)
				}
			})
		}
		if !eventually(20*time.Second, func() bool { return h.get("/waiting").Body.String() == "200" }) {
			t.Error("waiting:", h.get("/waiting").Body)
		}
		h.get("/release")
		group.Wait()
	})

	t.Run("a handler that throws is a 500 and nothing more", func(t *testing.T) {
		if answer := h.get("/fail"); answer.Code != 500 {
			t.Fatal(answer.Code)
		}
		echo(t, h, pattern(100))
	})

	t.Run("a status that is none is refused by the host and ends only that call", func(t *testing.T) {
		if answer := h.get("/status?code=99"); answer.Code != 500 {
			t.Error(answer.Code)
		}
		if answer := h.get("/status?code=418"); answer.Code != 418 {
			t.Fatal(answer.Code)
		}
	})

	t.Run("ServeMetrics is served like ServeHTTP", func(t *testing.T) {
		recorder := httptest.NewRecorder()
		h.hooks().ServeMetrics(new(callContext), recorder, call{url: "/hello"}.request())
		if recorder.Code != 200 || recorder.Body.String() != `{"hello":"world"}` {
			t.Fatal(recorder.Code, recorder.Body)
		}
	})

	t.Run("a writer that fails ends the handler with an error", func(t *testing.T) {
		h.hooks().ServeHTTP(new(callContext), &failingWriter{header: http.Header{}}, call{url: "/stream?bytes=8388608"}.request())
		expectClosed(t, h)
		echo(t, h, pattern(100))
	})
}

// TestServeHTTPBehindServer has a real web server before the plugin, with real connections that
// are slow or break.
func TestServeHTTPBehindServer(t *testing.T) {
	h := startHost(t, "probe", newStub())
	server := h.front()

	t.Run("a reader that stalls stops the writer and disturbs nobody", func(t *testing.T) {
		const size = 64 * mebibyte
		connection, reader := open(t, server, fmt.Sprintf("GET /stream?bytes=%d HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", size))
		defer connection.Close()
		if _, err := reader.Peek(1); err != nil {
			t.Fatal(err)
		}
		written := settled(func() (bytes int64) {
			fmt.Sscan(h.get("/written").Body.String(), &bytes)
			return bytes
		})
		if written > 24*mebibyte {
			t.Errorf("the plugin wrote %d bytes although nobody read them", written)
		}
		t.Logf("the plugin had written %.1f MiB of 64 when the stalled reader stopped it", float64(written)/mebibyte)
		for range 20 {
			started := time.Now()
			echo(t, h, pattern(4096))
			if took := time.Since(started); took > 2*time.Second {
				t.Errorf("a call beside the stalled one took %v", took)
			}
		}
		response, err := http.ReadResponse(reader, nil)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		if err != nil || !bytes.Equal(body, pattern(size)) {
			t.Fatal(err, len(body), "bytes")
		}
	})

	t.Run("a sender that is slow is waited for", func(t *testing.T) {
		reader, writer := io.Pipe()
		go func() {
			for i := range 20 {
				time.Sleep(15 * time.Millisecond)
				fmt.Fprintf(writer, "piece %02d ", i)
			}
			writer.Close()
		}()
		response, err := http.Post(server.URL+"/echo", "text/plain", reader)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if body, _ := io.ReadAll(response.Body); len(body) != 20*9 || !bytes.HasSuffix(body, []byte("piece 19 ")) {
			t.Fatalf("%q", body)
		}
	})

	t.Run("a sender is slowed down to the speed of the handler", func(t *testing.T) {
		reader, writer := io.Pipe()
		var sent atomic.Int64
		go func() {
			defer writer.Close()
			for piece := pattern(64 << 10); sent.Load() < 64*mebibyte; sent.Add(int64(len(piece))) {
				if _, err := writer.Write(piece); err != nil {
					return
				}
			}
		}()
		done := make(chan error, 1)
		go func() {
			response, err := http.Post(server.URL+"/hold", "text/plain", reader)
			if err == nil {
				response.Body.Close()
			}
			done <- err
		}()
		if !eventually(10*time.Second, func() bool { return h.get("/waiting").Body.String() == "1" }) {
			t.Error("the handler was not reached")
		}
		if taken := settled(sent.Load); taken > 24*mebibyte {
			t.Errorf("%d bytes were taken although the handler read none", taken)
		}
		h.get("/release")
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	})

	t.Run("a flushed piece reaches the reader before the handler is done", func(t *testing.T) {
		connection, reader := open(t, server, "GET /flush HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
		defer connection.Close()
		connection.SetReadDeadline(time.Now().Add(5 * time.Second))
		if !newestHost() {
			t.Log("hosts before 11 have no Flush for plugins; the call must still succeed")
		} else if _, err := http.ReadResponse(reader, nil); err != nil {
			t.Error("nothing arrived while the handler waited:", err)
		}
		eventually(5*time.Second, func() bool { return h.get("/waiting").Body.String() == "1" })
		h.get("/release")
		rest, err := io.ReadAll(reader)
		if err != nil || !bytes.Contains(rest, []byte("last")) {
			t.Fatal(err, string(rest))
		}
	})

	t.Run("a reader that goes away ends the handler", func(t *testing.T) {
		connection, reader := open(t, server, "GET /stream?bytes=1000000000 HTTP/1.1\r\nHost: x\r\n\r\n")
		if _, err := reader.Peek(1); err != nil {
			t.Fatal(err)
		}
		connection.Close()
		expectClosed(t, h)
		echo(t, h, pattern(100))
	})

	t.Run("a sender that goes away ends the handler", func(t *testing.T) {
		connection, _ := open(t, server, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nonly this")
		time.Sleep(100 * time.Millisecond)
		connection.Close()
		expectClosed(t, h)
		echo(t, h, pattern(100))
	})

	t.Run("100 calls given up midway leave nothing behind", func(t *testing.T) {
		var group sync.WaitGroup
		for i := range 100 {
			group.Go(func() {
				limited, cancel := context.WithTimeout(t.Context(), time.Duration(1+i)*time.Millisecond)
				defer cancel()
				request, _ := http.NewRequestWithContext(limited, "POST", server.URL+"/echo", bytes.NewReader(pattern(2*mebibyte)))
				if response, err := http.DefaultClient.Do(request); err == nil {
					_, _ = io.Copy(io.Discard, response.Body)
					response.Body.Close()
				}
			})
		}
		group.Wait()
		expectClosed(t, h)
		echo(t, h, pattern(8*mebibyte))
	})
}

func echo(t *testing.T, h *host, body []byte) {
	t.Helper()
	answer := h.do(call{method: "POST", url: "/echo", body: bytes.NewReader(body)})
	if answer.Code != 201 || !bytes.Equal(answer.Body.Bytes(), body) {
		t.Errorf("status %d, %d bytes of %d came back", answer.Code, answer.Body.Len(), len(body))
	}
}

// expectClosed waits until the probe has no request open but the one that asks.
func expectClosed(t *testing.T, h *host) {
	t.Helper()
	if !eventually(10*time.Second, func() bool { return h.get("/open").Body.String() == "1" }) {
		t.Errorf("%s requests are still open in the plugin", h.get("/open").Body)
	}
}

// settled is a number once it has stopped growing.
func settled(read func() int64) int64 {
	before := int64(-1)
	eventually(10*time.Second, func() bool {
		time.Sleep(300 * time.Millisecond)
		now := read()
		same := now == before
		before = now
		return same
	})
	return before
}

func open(t *testing.T, server *httptest.Server, request string) (net.Conn, *bufio.Reader) {
	t.Helper()
	connection, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(connection, request); err != nil {
		t.Fatal(err)
	}
	return connection, bufio.NewReader(connection)
}

// failingWriter is a ResponseWriter whose client has gone.
type failingWriter struct{ header http.Header }

func (w *failingWriter) Header() http.Header       { return w.header }
func (w *failingWriter) WriteHeader(int)           {}
func (w *failingWriter) Write([]byte) (int, error) { return 0, errors.New("the client has gone") }
