// Command goplugin is the smallest plugin written in Go: the measure that the timings of the
// conformance run are read against. It has the handlers of the probe that are timed, nothing else.
package main

import (
	"io"
	"net/http"

	"github.com/mattermost/mattermost/server/public/plugin"
)

type goPlugin struct {
	plugin.MattermostPlugin
}

// ServeHTTP answers /hello with a small JSON object and /echo with the request's body.
func (*goPlugin) ServeHTTP(_ *plugin.Context, w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/hello":
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"hello":"world"}`))
	case "/echo":
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusCreated)
		_, _ = w.Write(body)
	default:
		http.NotFound(w, r)
	}
}

func main() {
	plugin.ClientMain(&goPlugin{})
}
