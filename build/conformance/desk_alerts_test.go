package conformance

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

const (
	hookKey   = "conformance-hook-key-0001"
	ackGroup  = "operators"
	alertType = "custom_ticketdesk_alert"
	// secretInURL is in the button of the recorded problem, and must not leave the plugin.
	secretInURL = "e1a4c0ffee"
)

var buttonID = regexp.MustCompile(`^[A-Za-z0-9]+$`)

// deskSettings are the System Console's, keys in lower case: one declared source of alerts.
func deskSettings() map[string]any {
	sources, _ := json.Marshal([]any{map[string]any{
		"name": "monitoring", "key": hookKey, "kind": "openitcockpit", "channel": "team/town-square",
		"ackGroup": ackGroup, "rules": []any{map[string]any{"host": "srv-db-*", "priority": "urgent"}},
		"upstream": map[string]any{"baseUrl": "https://monitoring.example", "apiKey": "secret"},
	}})
	return map[string]any{"sources": string(sources), "encryptionkey": strings.Repeat("k", 32)}
}

// testAlerts is one problem from its first notification to its recovery.
func testAlerts(t *testing.T, d *desk) {
	t.Run("an unknown key is refused as Mattermost refuses it", func(t *testing.T) {
		if answer := d.notify("unknown-hook-key-0001", "host-01-problem-down"); answer.Code != 400 {
			t.Error(answer.Code, answer.Body)
		}
	})

	t.Run("a problem that comes without a user is a post with buttons for phones", func(t *testing.T) {
		d.expectOk(t, "host-01-problem-down")
		if !eventually(10*time.Second, func() bool { return len(d.alertPosts()) == 1 }) {
			t.Fatalf("%d posts\n%s", len(d.alertPosts()), d.logged())
		}
		post := d.alertPosts()[0]
		if post.UserId != botID || post.ChannelId != townSquare || post.RootId != "" || !strings.Contains(post.Message, "srv-db-01") {
			t.Errorf("%+v", post)
		}
		if priority := post.GetPriority(); priority == nil || priority.Priority == nil || *priority.Priority != model.PostPriorityUrgent {
			t.Errorf("priority %+v", priority)
		}
		attachment := onlyAttachment(t, post)
		if !strings.Contains(attachment.Title, "srv-db-01") || attachment.Color == "" || attachment.Fallback == "" || len(attachment.Fields) == 0 {
			t.Errorf("%+v", attachment)
		}
		if attachment.TitleLink != "https://oitc.example.org/a/hosts/browser/5f8a1c62-3f0e-4b53-9a60-1d2c7b9e4a01" {
			t.Error("title link", attachment.TitleLink)
		}
		if len(attachment.Actions) == 0 {
			t.Fatal("no buttons")
		}
		for _, action := range attachment.Actions {
			if !buttonID.MatchString(action.Id) || action.Name == "" || action.Type != model.PostActionTypeButton {
				t.Errorf("button %+v", action)
			}
			if action.Integration == nil || action.Integration.URL != "/plugins/ticketdesk/mattermost/actions/alert" || action.Integration.Context["action"] != action.Id || action.Integration.Context["alert"] == nil {
				t.Errorf("button %s leads to %+v", action.Id, action.Integration)
			}
		}
		if text, err := json.Marshal(post); err != nil || strings.Contains(string(text), secretInURL) {
			t.Error("not to be kept:", err, string(text))
		}
	})

	t.Run("who is not in the group is told so, and the post stays", func(t *testing.T) {
		before := len(d.api.called("UpdatePost"))
		// Faster than any hand: the post is there, and that it is the alert's may not be written down yet.
		var said string
		if !eventually(5*time.Second, func() bool {
			said = d.click(t, bob, "acknowledge")
			return strings.Contains(said, ackGroup)
		}) {
			t.Errorf("said %q", said)
		}
		if after := len(d.api.called("UpdatePost")); after != before {
			t.Error("the post was edited")
		}
	})

	t.Run("who is in the group acknowledges, and the post says so", func(t *testing.T) {
		if said := d.click(t, alice, "acknowledge"); said != "" {
			t.Fatalf("said %q", said)
		}
		if !eventually(5*time.Second, func() bool { return d.hasButton("unacknowledge") }) {
			t.Fatalf("%+v", d.alertPosts()[0])
		}
		post := d.alertPosts()[0]
		if !strings.Contains(post.Message, "@alice") || d.hasButton("acknowledge") {
			t.Error(post.Message)
		}
	})

	t.Run("the second to acknowledge is told who was first", func(t *testing.T) {
		if said := d.click(t, alice, "acknowledge"); !strings.Contains(said, "@alice") {
			t.Errorf("said %q", said)
		}
	})

	t.Run("a recovery edits the same post and takes the buttons away", func(t *testing.T) {
		opened := onlyAttachment(t, d.alertPosts()[0])
		d.expectOk(t, "host-04-recovery")
		resolved := func() bool { return len(onlyAttachment(t, d.alertPosts()[0]).Actions) == 0 }
		if !eventually(10*time.Second, resolved) || len(d.alertPosts()) != 1 {
			t.Fatalf("%d posts, %+v", len(d.alertPosts()), d.alertPosts()[0])
		}
		if attachment := onlyAttachment(t, d.alertPosts()[0]); attachment.Color == opened.Color || attachment.Title == "" {
			t.Errorf("%+v", attachment)
		}
	})

	t.Run("/alerts lists the source to an administrator", func(t *testing.T) {
		arguments := &model.CommandArgs{UserId: alice, ChannelId: townSquare, TeamId: team, TriggerId: "trigger", Command: "/alerts source list"}
		answer, refusal := d.hooks().ExecuteCommand(new(callContext), arguments)
		if refusal != nil || answer.ResponseType != model.CommandResponseTypeEphemeral {
			t.Fatalf("%v %+v", refusal, answer)
		}
		said := func() bool { return strings.Contains(answer.Text+d.lastEphemeral(), "monitoring") }
		if !eventually(5*time.Second, said) {
			t.Error(answer.Text, d.lastEphemeral())
		}
	})
}

// notify sends a recorded request of an upstream, byte for byte, as Mattermost hands it on: without
// a user.
func (d *desk) notify(key, recorded string) *recordedAnswer {
	d.t.Helper()
	file := filepath.Join("..", "..", "server-sidecar", "test", "fixtures", "wire", "openitcockpit", recorded+".http")
	raw, err := os.ReadFile(file)
	if err != nil {
		d.t.Fatal(err)
	}
	request, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
	if err != nil {
		d.t.Fatal(err)
	}
	answer := d.do(call{method: request.Method, url: "/hooks/" + key, header: request.Header, body: request.Body})
	return &recordedAnswer{answer.Code, answer.Header().Get("Content-Type"), answer.Body.String()}
}

type recordedAnswer struct {
	Code       int
	Type, Body string
}

func (d *desk) expectOk(t *testing.T, recorded string) {
	t.Helper()
	answer := d.notify(hookKey, recorded)
	if answer.Code != 200 || answer.Body != "ok" || !strings.HasPrefix(answer.Type, "text/plain") {
		t.Fatalf("%+v", answer)
	}
}

// click presses a button of the alert's post as Mattermost forwards it, and gives the private answer.
func (d *desk) click(t *testing.T, user, action string) string {
	t.Helper()
	post := d.alertPosts()[0]
	body, _ := json.Marshal(model.PostActionIntegrationRequest{
		UserId: user, ChannelId: post.ChannelId, TeamId: team, PostId: post.Id, TriggerId: "trigger", Type: "button",
		Context: map[string]any{"alert": d.alertOf(t, post), "action": action},
	})
	answer := d.do(call{
		method: "POST", url: "/mattermost/actions/alert", user: user, body: bytes.NewReader(body),
		header: http.Header{"Mattermost-Plugin-Id": {"com.mattermost.server"}},
	})
	var said model.PostActionIntegrationResponse
	if err := json.Unmarshal(answer.Body.Bytes(), &said); err != nil || answer.Code != 200 {
		t.Fatal(answer.Code, answer.Body, err)
	}
	return said.EphemeralText
}

// alertOf is the alert that the buttons of a post carry.
func (d *desk) alertOf(t *testing.T, post *model.Post) string {
	t.Helper()
	return fmt.Sprint(onlyAttachment(t, post).Actions[0].Integration.Context["alert"])
}

func (d *desk) alertPosts() []*model.Post {
	var found []*model.Post
	for _, post := range d.allPosts() {
		if post.Type == alertType {
			found = append(found, post)
		}
	}
	return found
}

func (d *desk) hasButton(action string) bool {
	attachments, _ := d.alertPosts()[0].GetProp("attachments").([]*model.SlackAttachment)
	for _, attachment := range attachments {
		for _, button := range attachment.Actions {
			if button.Id == action {
				return true
			}
		}
	}
	return false
}

func (d *desk) lastEphemeral() string {
	calls := d.api.called("SendEphemeralPost")
	if len(calls) == 0 {
		return ""
	}
	return calls[len(calls)-1][1].(*model.Post).Message
}

// onlyAttachment is the one attachment of a post, in the type that Mattermost looks for.
func onlyAttachment(t *testing.T, post *model.Post) *model.SlackAttachment {
	t.Helper()
	attachments, typed := post.GetProp("attachments").([]*model.SlackAttachment)
	if !typed || len(attachments) != 1 {
		t.Fatalf("attachments are %#v", post.GetProp("attachments"))
	}
	return attachments[0]
}
