package conformance

import (
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/plugin"
)

// testMetrics scrapes the desk as Mattermost's metrics port does: of the path nothing is left.
func testMetrics(t *testing.T, d *desk) {
	t.Run("a scrape finds what was counted, and nobody finds it by another door", func(t *testing.T) {
		recorder := httptest.NewRecorder()
		request := call{url: "/plugins/ticketdesk/metrics"}.request()
		request.URL.Path = strings.TrimPrefix(request.URL.Path, "/plugins/ticketdesk/metrics")
		d.hooks().ServeMetrics(&plugin.Context{}, recorder, request)
		text := recorder.Body.String()
		if recorder.Code != 200 || !strings.HasPrefix(recorder.Header().Get("Content-Type"), "text/plain; version=0.0.4") {
			t.Fatal(recorder.Code, recorder.Header(), text)
		}
		for _, line := range []string{`ticketdesk_tickets_opened_total [1-9]\d*`, `ticketdesk_database_up 1`, `ticketdesk_build_info\{version="[^"]+",mode="plugin"\} 1`} {
			if !regexp.MustCompile(`(?m)^` + line + `$`).MatchString(text) {
				t.Errorf("no %s in\n%s", line, text)
			}
		}
		if answer := d.get("/metrics"); answer.Code != 404 {
			t.Error(answer.Code, answer.Body)
		}
	})
}
