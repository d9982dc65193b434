package conformance

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// testBot tells the plugin of messages and reactions, as the server tells of all there are.
func testBot(t *testing.T, d *desk) {
	t.Run("a mention is answered in its thread, with a button for a form", func(t *testing.T) {
		question := d.said(alice, "@ticketdesk ticket new It smokes.")
		answer := d.expectReply(t, question)
		attachment := onlyAttachment(t, answer)
		if answer.UserId != botID || answer.ChannelId != townSquare || !strings.Contains(answer.Message, "@alice") || len(attachment.Actions) != 1 {
			t.Fatalf("%+v %+v", answer, attachment)
		}
		button := attachment.Actions[0]
		context := button.Integration.Context
		if button.Integration.URL != "/plugins/ticketdesk/mattermost/actions/bot" || context["asker"] != alice || context["command"] != "/ticket new It smokes." {
			t.Errorf("%+v", button.Integration)
		}
	})

	t.Run("a message told again, or by itself, is not answered", func(t *testing.T) {
		question := d.said(bob, "@ticketdesk help")
		d.expectReply(t, question)
		before := len(d.allPosts())
		d.hooks().MessageHasBeenPosted(new(callContext), question)
		d.said(botID, "@ticketdesk help")
		// What comes after them has been answered, and so would they have been.
		d.expectReply(t, d.said(bob, "@ticketdesk ticket help"))
		if count := len(d.allPosts()) - before; count != 1 {
			t.Errorf("%d posts", count)
		}
	})

	t.Run("a reaction to a ticket takes it", func(t *testing.T) {
		_, answer := d.openTicket(alice, ticketBody("conformance-reaction", nil))
		ticket := ticketID(answer)
		expectOnePost(t, d, ticket)
		post := d.postsOf(ticket)[0]
		reaction := &model.Reaction{UserId: bob, PostId: post.Id, EmojiName: "raising_hand_light_skin_tone", CreateAt: model.GetMillis()}
		d.hooks().ReactionHasBeenAdded(new(callContext), reaction)
		if line := d.expectReply(t, post); !strings.Contains(line.Message, "@bob") {
			t.Error(line.Message)
		}
	})
}

// said tells the plugin of a message, without waiting for what it makes of it.
func (d *desk) said(user, message string) *model.Post {
	post := &model.Post{Id: model.NewId(), UserId: user, ChannelId: townSquare, Message: message, CreateAt: model.GetMillis()}
	d.hooks().MessageHasBeenPosted(new(callContext), post)
	return post
}

// expectReply waits for the one post in the thread of a message.
func (d *desk) expectReply(t *testing.T, to *model.Post) *model.Post {
	t.Helper()
	find := func() int {
		return slices.IndexFunc(d.allPosts(), func(post *model.Post) bool { return post.RootId == to.Id })
	}
	if !eventually(10*time.Second, func() bool { return find() >= 0 }) {
		t.Fatalf("no answer to %q", to.Message)
	}
	return d.allPosts()[find()]
}
