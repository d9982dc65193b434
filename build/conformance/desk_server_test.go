package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// desk is our plugin as people install it, under the host and a stand-in for the server's API.
type desk struct {
	*host
	api   *stub
	lock  sync.Mutex
	posts []*model.Post
	kv    map[string][]byte
	// troubles are what the next calls of CreatePost meet, one each.
	troubles []trouble
	// busy makes the channel one with a thousand newer posts.
	busy bool
}

// trouble is a CreatePost that answers with an error; kept says whether the post was made all the same.
type trouble struct{ kept bool }

// The people and places of the stand-in server; any other id is unknown to it.
var (
	botID      = id("bot")
	alice      = id("alice")
	bob        = id("bob")
	townSquare = id("town")
	closedRoom = id("closed") // nobody may post here
	team       = id("team")
)

// id is a Mattermost id, 26 letters and digits, that can be recognised in a log.
func id(name string) string { return (name + strings.Repeat("0", 26))[:26] }

// startDesk activates the plugin on its defaults, with Mattermost's own database, and waits until
// it is ready.
func startDesk(t *testing.T) *desk {
	t.Helper()
	return startDeskWith(t, nil)
}

// startDeskWith does so on these settings of the System Console, keys in lower case.
func startDeskWith(t *testing.T, settings map[string]any) *desk {
	t.Helper()
	d := newDesk(t, settings)
	d.activate()
	d.expectReady()
	return d
}

// newDesk prepares the server; the plugin is not started yet.
func newDesk(t *testing.T, settings map[string]any) *desk {
	t.Helper()
	api := newStub()
	api.setConfig(settings)
	d := &desk{api: api, kv: map[string][]byte{}}
	d.host = newHost(t, "ticketdesk", api)
	d.answerAsServer()
	return d
}

func (d *desk) expectReady() {
	d.t.Helper()
	if !eventually(20*time.Second, func() bool { return d.get("/health/ready").Code == 200 }) {
		d.t.Fatalf("not ready: %s\n%s", d.get("/health/ready").Body, d.logged())
	}
}

func notFound(what string) *model.AppError {
	return model.NewAppError("stand-in", "app."+what+".get.app_error", nil, "", 404)
}

// answerAsServer gives the API methods that a ticket needs the answers of a small server.
func (d *desk) answerAsServer() {
	names := map[string]string{alice: "alice", bob: "bob", botID: "ticketdesk"}
	d.api.answer("EnsureBotUser", botID, nil)
	d.api.answer("SetProfileImage", nil)
	d.api.answer("RegisterCommand", nil)
	d.api.answer("OpenInteractiveDialog", nil)
	d.api.answer("GetBundlePath", outFolder+"/plugins/ticketdesk", nil)
	d.api.answer("GetServerVersion", model.CurrentVersion)
	d.api.answer("GetConfig", serverConfig())
	d.api.answer("GetUnsanitizedConfig", serverConfig())
	d.api.answer("HasPermissionToTeam", true)
	d.api.answer("HasPermissionToChannel", func(user, channel string, _ *model.Permission) bool {
		return names[user] != "" && channel == townSquare
	})
	d.api.answer("GetUser", func(user string) (*model.User, *model.AppError) {
		if names[user] == "" {
			return nil, notFound("user")
		}
		return &model.User{Id: user, Username: names[user], Locale: "en", Roles: "system_user", IsBot: user == botID}, nil
	})
	d.api.answer("GetChannel", func(channel string) (*model.Channel, *model.AppError) {
		if channel != townSquare && channel != closedRoom {
			return nil, notFound("channel")
		}
		return aChannel(channel), nil
	})
	d.api.answer("GetChannelByName", func(inTeam, name string, _ bool) (*model.Channel, *model.AppError) {
		if inTeam != team || name != "town-square" {
			return nil, notFound("channel")
		}
		return aChannel(townSquare), nil
	})
	d.api.answer("GetTeam", &model.Team{Id: team, Name: "team", DisplayName: "Team"}, nil)
	d.api.answer("GetTeamByName", &model.Team{Id: team, Name: "team", DisplayName: "Team"}, nil)
	d.api.answer("HasPermissionTo", func(user string, permission *model.Permission) bool {
		return user == alice && permission.Id == model.PermissionManageSystem.Id
	})
	d.api.answer("GetGroupsForUser", func(user string) ([]*model.Group, *model.AppError) {
		everybody := &model.Group{Id: id("everybody"), Name: model.NewPointer("everybody")}
		if user != alice {
			return []*model.Group{everybody}, nil
		}
		return []*model.Group{everybody, {Id: id("operators"), Name: model.NewPointer(ackGroup)}}, nil
	})
	d.answerPosts()
	d.answerKeyValues()
}

func aChannel(id string) *model.Channel {
	return &model.Channel{Id: id, TeamId: team, Type: model.ChannelTypeOpen, Name: "town-square", DisplayName: "Town Square"}
}

func (d *desk) answerPosts() {
	d.api.answer("CreatePost", func(post *model.Post) (*model.Post, *model.AppError) {
		d.lock.Lock()
		defer d.lock.Unlock()
		kept := post.Clone()
		kept.Id = model.NewId()
		kept.CreateAt = model.GetMillis()
		if len(d.troubles) == 0 {
			d.posts = append(d.posts, kept)
			return kept, nil
		}
		if d.troubles[0].kept {
			d.posts = append(d.posts, kept)
		}
		d.troubles = d.troubles[1:]
		return nil, model.NewAppError("stand-in", "app.post.save.app_error", nil, "", 500)
	})
	d.api.answer("GetPost", func(id string) (*model.Post, *model.AppError) {
		for _, post := range d.allPosts() {
			if post.Id == id {
				return post, nil
			}
		}
		return nil, notFound("post")
	})
	d.api.answer("UpdatePost", func(post *model.Post) (*model.Post, *model.AppError) {
		d.lock.Lock()
		defer d.lock.Unlock()
		for i, known := range d.posts {
			if known.Id == post.Id {
				d.posts[i] = post.Clone()
				return post, nil
			}
		}
		return nil, notFound("post")
	})
	d.api.answer("SendEphemeralPost", func(_ string, post *model.Post) *model.Post {
		kept := post.Clone()
		kept.Id = model.NewId()
		return kept
	})
	d.api.answer("GetPostsSince", func(string, int64) (*model.PostList, *model.AppError) {
		if d.busy {
			return postList(manyPosts()), nil
		}
		return postList(d.allPosts()), nil
	})
	d.api.answer("GetPostsForChannel", func(_ string, page, perPage int) (*model.PostList, *model.AppError) {
		newestFirst := d.allPosts()
		slices.Reverse(newestFirst)
		from := min(page*perPage, len(newestFirst))
		return postList(newestFirst[from:min(from+perPage, len(newestFirst))]), nil
	})
}

// postList is a page of posts, those of this moment first.
func postList(posts []*model.Post) *model.PostList {
	list := model.NewPostList()
	for _, post := range posts {
		list.AddPost(post)
		list.AddOrder(post.Id)
	}
	return list
}

// manyPosts are as many as GetPostsSince gives at most.
func manyPosts() []*model.Post {
	posts := make([]*model.Post, 1000)
	for i := range posts {
		posts[i] = &model.Post{Id: model.NewId(), UserId: alice, ChannelId: townSquare, CreateAt: model.GetMillis(), Message: "chatter"}
	}
	return posts
}

func (d *desk) answerKeyValues() {
	d.api.answer("KVSet", func(key string, value []byte) *model.AppError {
		d.lock.Lock()
		defer d.lock.Unlock()
		d.kv[key] = bytes.Clone(value)
		return nil
	})
	d.api.answer("KVGet", func(key string) ([]byte, *model.AppError) {
		d.lock.Lock()
		defer d.lock.Unlock()
		return d.kv[key], nil
	})
	d.api.answer("KVDelete", func(key string) *model.AppError {
		d.lock.Lock()
		defer d.lock.Unlock()
		delete(d.kv, key)
		return nil
	})
}

func serverConfig() *model.Config {
	config := &model.Config{}
	config.SetDefaults()
	config.ServiceSettings.SiteURL = model.NewPointer("http://mattermost.example")
	config.SqlSettings.DriverName = model.NewPointer("postgres")
	config.SqlSettings.DataSource = model.NewPointer(os.Getenv("CONFORMANCE_DATABASE"))
	return config
}

func (d *desk) allPosts() []*model.Post {
	d.lock.Lock()
	defer d.lock.Unlock()
	return append([]*model.Post(nil), d.posts...)
}

// postsOf are the posts of one ticket.
func (d *desk) postsOf(ticket string) []*model.Post {
	var found []*model.Post
	for _, post := range d.allPosts() {
		if post.GetProp("ticket_id") == ticket {
			found = append(found, post)
		}
	}
	return found
}

// formCall asks for the ticket form as a signed-in user.
func (d *desk) formCall() call { return call{url: "/api/v1/form", user: alice} }

// ticketBody is a request for a ticket that fits the form the plugin comes with.
func ticketBody(request string, changes map[string]any) map[string]any {
	body := map[string]any{
		"requestId": request, "channelId": townSquare,
		"values": map[string]any{"cluster": "prod-cluster", "resource": "vm-7", "problem": "It does not start."},
	}
	for key, value := range changes {
		body[key] = value
	}
	return body
}

// openTicket posts the request as this user and returns status and parsed answer.
func (d *desk) openTicket(user string, body any) (int, map[string]any) {
	d.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		d.t.Fatal(err)
	}
	return d.send(user, "/api/v1/tickets", text)
}

func (d *desk) send(user, url string, body []byte) (int, map[string]any) {
	d.t.Helper()
	answer := d.do(call{
		method: "POST", url: url, user: user, body: bytes.NewReader(body),
		header: map[string][]string{"Content-Type": {"application/json"}},
	})
	fields, _ := parsed(d.t, answer.Body.Bytes()).(map[string]any)
	return answer.Code, fields
}

// ticketID reads the id out of an answer.
func ticketID(answer map[string]any) string {
	ticket, _ := answer["ticket"].(map[string]any)
	return fmt.Sprint(ticket["id"])
}

// refusesLargeBody sends 8 MiB where a ticket is expected; the refusal must be a clear one.
func (d *desk) refusesLargeBody(t *testing.T) {
	t.Helper()
	body := []byte(`{"requestId":"` + strings.Repeat("x", 8*mebibyte) + `"}`)
	if status, answer := d.send(alice, "/api/v1/tickets", body); status != 413 {
		t.Errorf("status %d, %v", status, answer)
	}
}
