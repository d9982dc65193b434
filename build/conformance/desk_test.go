package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"
)

// exercised are the hooks that the tests below call; a hook the plugin serves and nobody calls
// here fails the run.
var exercised = []string{
	"ConfigurationWillBeSaved", "ExecuteCommand", "MessageHasBeenPosted", "OnActivate",
	"OnConfigurationChange", "OnDeactivate", "ReactionHasBeenAdded", "ServeHTTP", "ServeMetrics",
}

// expectedCalls are the API methods that the plugin is known to call in the tests below. A new one
// belongs here, with a test that looks at its arguments.
var expectedCalls = []string{
	"CreatePost", "EnsureBotUser", "GetBundlePath", "GetChannel", "GetChannelByName",
	"GetGroupsForUser", "GetPost", "GetPostsForChannel", "GetPostsSince", "GetTeamByName",
	"GetUnsanitizedConfig", "GetUser", "HasPermissionTo", "HasPermissionToChannel",
	"HasPermissionToTeam", "KVGet", "KVSet", "LoadPluginConfiguration", "OpenInteractiveDialog",
	"PublishWebSocketEvent", "RegisterCommand", "SendEphemeralPost", "SetProfileImage", "UpdatePost",
}

var ticketForm = regexp.MustCompile(`^Ticket-\d{8}-\d{4,5}$`)

// TestDesk is the installed bundle under the host: every hook it serves, every API method it calls.
func TestDesk(t *testing.T) {
	d := startDeskWith(t, deskSettings())

	t.Run("the hooks it serves are the hooks exercised here", func(t *testing.T) {
		implemented, err := d.hooks().Implemented()
		slices.Sort(implemented)
		if err != nil || !slices.Equal(implemented, exercised) {
			t.Fatalf("serves %v\nexercised %v, %v", implemented, exercised, err)
		}
	})

	t.Run("activation makes the bot, gives it a picture and registers its commands", func(t *testing.T) {
		bot := onlyCall(t, d.api, "EnsureBotUser")[0].(*model.Bot)
		if bot.Username != "ticketdesk" || bot.DisplayName == "" {
			t.Errorf("%+v", bot)
		}
		eventually(5*time.Second, func() bool { return len(d.api.called("SetProfileImage")) > 0 })
		picture := onlyCall(t, d.api, "SetProfileImage")
		if picture[0] != botID || !bytes.HasPrefix(picture[1].([]byte), []byte("\x89PNG")) {
			t.Error("no PNG for the bot")
		}
		var triggers []string
		for _, arguments := range d.api.called("RegisterCommand") {
			command := arguments[0].(*model.Command)
			triggers = append(triggers, command.Trigger)
			if !command.AutoComplete || command.AutocompleteData == nil {
				t.Fatalf("%+v", command)
			}
			if err := command.AutocompleteData.IsValid(); err != nil {
				t.Error(command.Trigger, err)
			}
		}
		if slices.Sort(triggers); !slices.Equal(triggers, []string{"alerts", "case", "ticket"}) {
			t.Error(triggers)
		}
	})

	t.Run("the form is given to those who are signed in, and to nobody else", func(t *testing.T) {
		if answer := d.get("/api/v1/form"); answer.Code != 401 || errorCode(t, answer.Body.Bytes()) != "not_signed_in" {
			t.Error(answer.Code, answer.Body)
		}
		answer := d.do(d.formCall())
		form, _ := parsed(t, answer.Body.Bytes()).(map[string]any)["form"].(map[string]any)
		if fields, _ := form["fields"].([]any); answer.Code != 200 || len(fields) != 4 {
			t.Error(answer.Code, answer.Body)
		}
	})

	t.Run("a ticket is kept, posted by the bot and confirmed to its author", func(t *testing.T) {
		status, answer := d.openTicket(alice, ticketBody("conformance-1", nil))
		ticket := ticketID(answer)
		if status != 201 || !ticketForm.MatchString(ticket) {
			t.Fatal(status, answer)
		}
		if !eventually(5*time.Second, func() bool { return len(d.postsOf(ticket)) == 1 }) {
			t.Fatalf("%d posts", len(d.postsOf(ticket)))
		}
		post := d.postsOf(ticket)[0]
		if post.UserId != botID || post.ChannelId != townSquare || post.RootId != "" || post.Type != "custom_ticketdesk_ticket" {
			t.Errorf("%+v", post)
		}
		if post.GetProp("is_ticket") != true || !strings.Contains(post.Message, "@alice") || !strings.Contains(post.Message, "It does not start.") {
			t.Errorf("%v %s", post.GetProps(), post.Message)
		}
		if _, err := json.Marshal(post); err != nil {
			t.Error(err)
		}
		if !eventually(5*time.Second, func() bool { return len(d.api.called("SendEphemeralPost")) == 1 }) {
			t.Fatal("no confirmation")
		}
		said := d.api.called("SendEphemeralPost")[0]
		if post := said[1].(*model.Post); said[0] != alice || post.ChannelId != townSquare || !strings.Contains(post.Message, ticket) {
			t.Errorf("%v %+v", said[0], post)
		}
		status, again := d.openTicket(alice, ticketBody("conformance-1", nil))
		if status != 200 || ticketID(again) != ticket {
			t.Error("a repeated submit:", status, again)
		}
		if count := len(d.postsOf(ticket)); count != 1 {
			t.Errorf("%d posts after a repeated submit", count)
		}
	})

	t.Run("a post that Mattermost could not make is made later, once", func(t *testing.T) {
		d.troubles = []trouble{{}, {}}
		_, answer := d.openTicket(bob, ticketBody("conformance-later", nil))
		expectOnePost(t, d, ticketID(answer))
		if len(d.troubles) > 0 {
			t.Error("not tried again:", d.troubles)
		}
	})

	for name, busy := range map[string]bool{"quiet": false, "busy": true} {
		t.Run("a post whose answer was lost is found again in a "+name+" channel, not made twice", func(t *testing.T) {
			d.busy = busy
			d.troubles = []trouble{{kept: true}}
			before := len(d.api.called("SendEphemeralPost"))
			_, answer := d.openTicket(bob, ticketBody("conformance-lost-"+name, nil))
			if !eventually(20*time.Second, func() bool { return len(d.api.called("SendEphemeralPost")) > before }) {
				t.Error("never confirmed")
			}
			expectOnePost(t, d, ticketID(answer))
		})
	}

	t.Run("refusals of the server become clear refusals to the caller", func(t *testing.T) {
		before := len(d.allPosts())
		for name, c := range map[string]struct {
			user string
			body any
		}{
			"nobody signed in":  {"", ticketBody("conformance-2", nil)},
			"unknown channel":   {alice, ticketBody("conformance-2", map[string]any{"channelId": id("nowhere")})},
			"may not post here": {alice, ticketBody("conformance-2", map[string]any{"channelId": closedRoom})},
			"unknown field":     {alice, ticketBody("conformance-2", map[string]any{"values": map[string]any{"colour": "red"}})},
			"wrong type":        {alice, ticketBody("conformance-2", map[string]any{"values": map[string]any{"problem": true}})},
			"forged author":     {alice, ticketBody("conformance-2", map[string]any{"user_id": bob})},
			"unknown thread":    {alice, ticketBody("conformance-2", map[string]any{"rootId": id("nothread")})},
		} {
			status, answer := d.openTicket(c.user, c.body)
			if refused, _ := answer["error"].(map[string]any); status < 400 || status > 499 || refused["code"] == nil || refused["message"] == "" {
				t.Errorf("%s: %d %v", name, status, answer)
			}
		}
		if status, answer := d.send(alice, "/api/v1/tickets", []byte(`{"requestId":`)); status != 400 {
			t.Errorf("broken JSON: %d %v", status, answer)
		}
		d.refusesLargeBody(t)
		if after := len(d.allPosts()); after != before {
			t.Errorf("%d posts came of refused requests", after-before)
		}
	})

	t.Run("/ticket help is answered with words, /ticket with a dialog", func(t *testing.T) {
		arguments := &model.CommandArgs{UserId: alice, ChannelId: townSquare, TeamId: team, TriggerId: "trigger", SiteURL: "http://mattermost.example"}
		arguments.Command = "/ticket help"
		answer, refusal := d.hooks().ExecuteCommand(new(callContext), arguments)
		if refusal != nil || answer.ResponseType != model.CommandResponseTypeEphemeral || !strings.Contains(answer.Text, "/ticket") {
			t.Errorf("%v %+v", refusal, answer)
		}
		arguments.Command = "/ticket"
		if _, refusal = d.hooks().ExecuteCommand(new(callContext), arguments); refusal != nil {
			t.Fatal(refusal)
		}
		dialog := onlyCall(t, d.api, "OpenInteractiveDialog")[0].(model.OpenDialogRequest)
		if dialog.TriggerId != "trigger" || len(dialog.Dialog.Elements) != 4 || dialog.Dialog.State == "" {
			t.Errorf("%+v", dialog)
		}
		if err := dialog.IsValid(); err != nil {
			t.Error(err)
		}
		submitDialog(t, d, dialog)
	})

	testAlerts(t, d)
	testBot(t, d)
	testMetrics(t, d)

	t.Run("a changed configuration has its effect, and the clients hear of it", func(t *testing.T) {
		settings := deskSettings()
		settings["form"] = `{"fields":[{"name":"only","type":"text","label":"Only"}]}`
		d.api.setConfig(settings)
		if err := d.hooks().OnConfigurationChange(); err != nil {
			t.Fatal(err)
		}
		if !eventually(5*time.Second, func() bool { return strings.Contains(d.do(d.formCall()).Body.String(), `"only"`) }) {
			t.Error(d.do(d.formCall()).Body)
		}
		if !eventually(5*time.Second, func() bool { return len(d.api.called("PublishWebSocketEvent")) > 0 }) {
			t.Error("no event")
		}
		d.api.setConfig(deskSettings())
		if err := d.hooks().OnConfigurationChange(); err != nil {
			t.Fatal(err)
		}
		eventually(5*time.Second, func() bool { return !strings.Contains(d.do(d.formCall()).Body.String(), `"only"`) })
	})

	t.Run("a bad configuration cannot be saved, and the refusal names the field", func(t *testing.T) {
		config := serverConfig()
		config.PluginSettings.Plugins = map[string]map[string]any{"ticketdesk": {"timezone": "Mars/Olympus", "form": "{"}}
		_, err := d.hooks().ConfigurationWillBeSaved(config)
		if err == nil || !strings.Contains(err.Error(), "TimeZone") || !strings.Contains(err.Error(), "Form") {
			t.Error(err)
		}
		config.PluginSettings.Plugins["ticketdesk"] = map[string]any{"timezone": "Europe/Berlin"}
		if _, err := d.hooks().ConfigurationWillBeSaved(config); err != nil {
			t.Error(err)
		}
	})

	t.Run("200 calls at once are all answered", func(t *testing.T) {
		var group sync.WaitGroup
		for range 200 {
			group.Go(func() {
				if answer := d.do(d.formCall()); answer.Code != 200 {
					t.Error(answer.Code, answer.Body)
				}
			})
		}
		group.Wait()
	})

	t.Run("100 submits at once are 100 tickets and 100 posts", func(t *testing.T) {
		var group sync.WaitGroup
		var lock sync.Mutex
		tickets := map[string]bool{}
		for i := range 100 {
			group.Go(func() {
				status, answer := d.openTicket(bob, ticketBody(fmt.Sprint("conformance-many-", i), nil))
				if status != 201 {
					t.Error(status, answer)
				}
				lock.Lock()
				defer lock.Unlock()
				tickets[ticketID(answer)] = true
			})
		}
		group.Wait()
		if len(tickets) != 100 {
			t.Fatalf("%d different ids", len(tickets))
		}
		posted := func() (count int) {
			for ticket := range tickets {
				count += len(d.postsOf(ticket))
			}
			return count
		}
		if !eventually(30*time.Second, func() bool { return posted() >= 100 }) || posted() != 100 {
			t.Errorf("%d posts", posted())
		}
	})

	t.Run("callers that go away midway harm nothing", func(t *testing.T) {
		for range 20 {
			d.hooks().ServeHTTP(new(callContext), &failingWriter{header: map[string][]string{}}, d.formCall().request())
		}
		if answer := d.do(d.formCall()); answer.Code != 200 {
			t.Error(answer.Code, answer.Body)
		}
	})

	t.Run("headers as large as Go lets through reach the app", func(t *testing.T) {
		answer := d.do(call{url: "/api/v1/form", user: alice, header: map[string][]string{"X-Large": {strings.Repeat("x", 1<<20)}}})
		if answer.Code != 200 {
			t.Error(answer.Code, answer.Body)
		}
	})

	t.Run("what it logs arrives in the host's log at its level", func(t *testing.T) {
		levels := map[string]int{}
		for _, line := range strings.Split(d.logged(), "\n") {
			var entry map[string]any
			if json.Unmarshal([]byte(line), &entry) == nil && entry["plugin_id"] == "ticketdesk" {
				levels[fmt.Sprint(entry["level"])]++
			}
		}
		t.Logf("log entries by level: %v", levels)
		if levels["info"] == 0 {
			t.Error("no entry at info")
		}
		if levels["error"] > 0 {
			t.Errorf("errors in the log:\n%s", d.logged())
		}
	})

	t.Run("the API methods it called are the expected ones", func(t *testing.T) {
		called := d.api.calledMethods()
		t.Logf("called: %s", strings.Join(called, " "))
		for _, name := range called {
			if !slices.Contains(expectedCalls, name) {
				t.Errorf("%s was not expected", name)
			}
		}
		for _, name := range expectedCalls {
			if !slices.Contains(called, name) {
				t.Errorf("%s was never called", name)
			}
		}
	})

	t.Run("deactivation leaves no process and no socket file", func(t *testing.T) {
		started := time.Now()
		d.env.Deactivate(d.id)
		t.Logf("deactivated in %v", time.Since(started).Round(time.Millisecond))
		expectGone(t, d.host)
		if strings.Contains(d.logged(), "failed to exit gracefully") {
			t.Error("the host had to kill it")
		}
	})
}

// expectOnePost waits for the post of a ticket, and then a little for a second one that must not come.
func expectOnePost(t *testing.T, d *desk, ticket string) {
	t.Helper()
	eventually(20*time.Second, func() bool { return len(d.postsOf(ticket)) > 0 })
	time.Sleep(500 * time.Millisecond)
	if count := len(d.postsOf(ticket)); count != 1 {
		t.Errorf("%s has %d posts", ticket, count)
	}
}

// submitDialog sends back what a phone would after filling in the dialog.
func submitDialog(t *testing.T, d *desk, dialog model.OpenDialogRequest) {
	t.Helper()
	before := len(d.allPosts())
	body, _ := json.Marshal(model.SubmitDialogRequest{
		Type: "dialog_submission", CallbackId: dialog.Dialog.CallbackId, State: dialog.Dialog.State,
		UserId: alice, ChannelId: townSquare, TeamId: team,
		Submission: map[string]any{"cluster": "dev-cluster", "resource": "vm-8", "problem": "From the phone."},
	})
	url := strings.TrimPrefix(dialog.URL, "/plugins/ticketdesk")
	answer := d.do(call{
		method: "POST", url: url, user: alice, body: bytes.NewReader(body),
		header: map[string][]string{"Mattermost-Plugin-Id": {"com.mattermost.server"}, "Content-Type": {"application/json"}},
	})
	if answer.Code != 200 || strings.Contains(answer.Body.String(), `"error`) {
		t.Fatalf("%s: %d %s", url, answer.Code, answer.Body)
	}
	if !eventually(5*time.Second, func() bool { return len(d.allPosts()) == before+1 }) {
		t.Fatalf("%d posts", len(d.allPosts())-before)
	}
	if post := d.allPosts()[before]; !strings.Contains(post.Message, "From the phone.") {
		t.Error(post.Message)
	}
}

// TestDeskRefusesBadConfiguration is what an administrator sees who enables it with nonsense.
func TestDeskRefusesBadConfiguration(t *testing.T) {
	d := newDesk(t, map[string]any{"timezone": "Mars/Olympus", "database": "url", "databaseurl": "nonsense"})
	_, _, err := d.env.Activate(d.id)
	if err == nil || !strings.Contains(err.Error(), "TimeZone") || !strings.Contains(err.Error(), "DatabaseURL") {
		t.Fatalf("the refusal does not name both fields: %v", err)
	}
	t.Log("refused with:", err)
	expectGone(t, d.host)
}

// TestDeskSurvivesKill lets the host's own health check job find a killed plugin and restart it.
func TestDeskSurvivesKill(t *testing.T) {
	d := startDesk(t)
	status, answer := d.openTicket(alice, ticketBody("conformance-kill", nil))
	if status != 201 && status != 200 {
		t.Fatal(status, answer)
	}
	d.env.TogglePluginHealthCheckJob(true)
	defer d.env.TogglePluginHealthCheckJob(false)
	killed := d.pid()
	_ = syscall.Kill(killed, syscall.SIGKILL)
	started := time.Now()
	if !eventually(5*time.Second, func() bool { return d.env.PerformHealthCheck(d.id) != nil }) {
		t.Fatal("the health check is still content")
	}
	restarted := func() bool {
		pids := d.pids()
		_, err := d.env.HooksForPlugin(d.id)
		return len(pids) == 1 && pids[0] != killed && err == nil
	}
	if !eventually(plugin.HealthCheckInterval+10*time.Second, restarted) {
		t.Fatal("not restarted by the health check")
	}
	t.Logf("restarted by the host's health check after %v", time.Since(started).Round(time.Second))
	d.expectReady()
	if status, again := d.openTicket(alice, ticketBody("conformance-kill", nil)); status != 200 || ticketID(again) != ticketID(answer) {
		t.Errorf("the ticket of before is not remembered: %d %v", status, again)
	}
}

// onlyCall are the arguments of the one call of this method.
func onlyCall(t *testing.T, api *stub, name string) []any {
	t.Helper()
	calls := api.called(name)
	if len(calls) != 1 {
		t.Fatalf("%s was called %d times", name, len(calls))
	}
	return calls[0]
}

func errorCode(t *testing.T, body []byte) any {
	t.Helper()
	fields, _ := parsed(t, body).(map[string]any)["error"].(map[string]any)
	return fields["code"]
}
