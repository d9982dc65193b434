package main

import (
	"bytes"
	"encoding/gob"
	"encoding/hex"
	"reflect"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/mattermost/mattermost/server/public/plugin"
)

// A method is one call: its argument and result structures as the plugin package declares them.
type method struct {
	name    string
	args    any
	returns any
}

var apiMethods = []method{
	{"KVGet", &plugin.Z_KVGetArgs{}, &plugin.Z_KVGetReturns{}},
	{"KVSet", &plugin.Z_KVSetArgs{}, &plugin.Z_KVSetReturns{}},
	{"KVDelete", &plugin.Z_KVDeleteArgs{}, &plugin.Z_KVDeleteReturns{}},
	{"KVSetWithOptions", &plugin.Z_KVSetWithOptionsArgs{}, &plugin.Z_KVSetWithOptionsReturns{}},
	{"KVList", &plugin.Z_KVListArgs{}, &plugin.Z_KVListReturns{}},
	{"CreatePost", &plugin.Z_CreatePostArgs{}, &plugin.Z_CreatePostReturns{}},
	{"UpdatePost", &plugin.Z_UpdatePostArgs{}, &plugin.Z_UpdatePostReturns{}},
	{"GetPost", &plugin.Z_GetPostArgs{}, &plugin.Z_GetPostReturns{}},
	{"DeletePost", &plugin.Z_DeletePostArgs{}, &plugin.Z_DeletePostReturns{}},
	{"GetPostThread", &plugin.Z_GetPostThreadArgs{}, &plugin.Z_GetPostThreadReturns{}},
	{"GetPostsSince", &plugin.Z_GetPostsSinceArgs{}, &plugin.Z_GetPostsSinceReturns{}},
	{"GetPostsForChannel", &plugin.Z_GetPostsForChannelArgs{}, &plugin.Z_GetPostsForChannelReturns{}},
	{"SendEphemeralPost", &plugin.Z_SendEphemeralPostArgs{}, &plugin.Z_SendEphemeralPostReturns{}},
	{"UpdateEphemeralPost", &plugin.Z_UpdateEphemeralPostArgs{}, &plugin.Z_UpdateEphemeralPostReturns{}},
	{"DeleteEphemeralPost", &plugin.Z_DeleteEphemeralPostArgs{}, &plugin.Z_DeleteEphemeralPostReturns{}},
	{"AddReaction", &plugin.Z_AddReactionArgs{}, &plugin.Z_AddReactionReturns{}},
	{"RemoveReaction", &plugin.Z_RemoveReactionArgs{}, &plugin.Z_RemoveReactionReturns{}},
	{"GetReactions", &plugin.Z_GetReactionsArgs{}, &plugin.Z_GetReactionsReturns{}},
	{"UploadFile", &plugin.Z_UploadFileArgs{}, &plugin.Z_UploadFileReturns{}},
	{"GetFile", &plugin.Z_GetFileArgs{}, &plugin.Z_GetFileReturns{}},
	{"GetFileInfo", &plugin.Z_GetFileInfoArgs{}, &plugin.Z_GetFileInfoReturns{}},
	{"RegisterCommand", &plugin.Z_RegisterCommandArgs{}, &plugin.Z_RegisterCommandReturns{}},
	{"UnregisterCommand", &plugin.Z_UnregisterCommandArgs{}, &plugin.Z_UnregisterCommandReturns{}},
	{"OpenInteractiveDialog", &plugin.Z_OpenInteractiveDialogArgs{}, &plugin.Z_OpenInteractiveDialogReturns{}},
	{"PublishWebSocketEvent", &plugin.Z_PublishWebSocketEventArgs{}, &plugin.Z_PublishWebSocketEventReturns{}},
	{"PublishPluginClusterEvent", &plugin.Z_PublishPluginClusterEventArgs{}, &plugin.Z_PublishPluginClusterEventReturns{}},
	{"SendMail", &plugin.Z_SendMailArgs{}, &plugin.Z_SendMailReturns{}},
	{"EnsureBotUser", &plugin.Z_EnsureBotUserArgs{}, &plugin.Z_EnsureBotUserReturns{}},
	{"SetProfileImage", &plugin.Z_SetProfileImageArgs{}, &plugin.Z_SetProfileImageReturns{}},
	{"GetUser", &plugin.Z_GetUserArgs{}, &plugin.Z_GetUserReturns{}},
	{"GetUserByUsername", &plugin.Z_GetUserByUsernameArgs{}, &plugin.Z_GetUserByUsernameReturns{}},
	{"GetUserByEmail", &plugin.Z_GetUserByEmailArgs{}, &plugin.Z_GetUserByEmailReturns{}},
	{"GetUsersByIds", &plugin.Z_GetUsersByIdsArgs{}, &plugin.Z_GetUsersByIdsReturns{}},
	{"GetUsersByUsernames", &plugin.Z_GetUsersByUsernamesArgs{}, &plugin.Z_GetUsersByUsernamesReturns{}},
	{"GetUserStatus", &plugin.Z_GetUserStatusArgs{}, &plugin.Z_GetUserStatusReturns{}},
	{"GetSession", &plugin.Z_GetSessionArgs{}, &plugin.Z_GetSessionReturns{}},
	{"GetGroupByName", &plugin.Z_GetGroupByNameArgs{}, &plugin.Z_GetGroupByNameReturns{}},
	{"GetGroupsForUser", &plugin.Z_GetGroupsForUserArgs{}, &plugin.Z_GetGroupsForUserReturns{}},
	{"HasPermissionTo", &plugin.Z_HasPermissionToArgs{}, &plugin.Z_HasPermissionToReturns{}},
	{"HasPermissionToTeam", &plugin.Z_HasPermissionToTeamArgs{}, &plugin.Z_HasPermissionToTeamReturns{}},
	{"HasPermissionToChannel", &plugin.Z_HasPermissionToChannelArgs{}, &plugin.Z_HasPermissionToChannelReturns{}},
	{"GetTeam", &plugin.Z_GetTeamArgs{}, &plugin.Z_GetTeamReturns{}},
	{"GetTeamByName", &plugin.Z_GetTeamByNameArgs{}, &plugin.Z_GetTeamByNameReturns{}},
	{"GetTeams", &plugin.Z_GetTeamsArgs{}, &plugin.Z_GetTeamsReturns{}},
	{"GetTeamsForUser", &plugin.Z_GetTeamsForUserArgs{}, &plugin.Z_GetTeamsForUserReturns{}},
	{"GetTeamMember", &plugin.Z_GetTeamMemberArgs{}, &plugin.Z_GetTeamMemberReturns{}},
	{"GetChannel", &plugin.Z_GetChannelArgs{}, &plugin.Z_GetChannelReturns{}},
	{"GetChannelByName", &plugin.Z_GetChannelByNameArgs{}, &plugin.Z_GetChannelByNameReturns{}},
	{"GetDirectChannel", &plugin.Z_GetDirectChannelArgs{}, &plugin.Z_GetDirectChannelReturns{}},
	{"GetGroupChannel", &plugin.Z_GetGroupChannelArgs{}, &plugin.Z_GetGroupChannelReturns{}},
	{"GetPublicChannelsForTeam", &plugin.Z_GetPublicChannelsForTeamArgs{}, &plugin.Z_GetPublicChannelsForTeamReturns{}},
	{"GetChannelsForTeamForUser", &plugin.Z_GetChannelsForTeamForUserArgs{}, &plugin.Z_GetChannelsForTeamForUserReturns{}},
	{"CreateChannel", &plugin.Z_CreateChannelArgs{}, &plugin.Z_CreateChannelReturns{}},
	{"UpdateChannel", &plugin.Z_UpdateChannelArgs{}, &plugin.Z_UpdateChannelReturns{}},
	{"GetChannelMember", &plugin.Z_GetChannelMemberArgs{}, &plugin.Z_GetChannelMemberReturns{}},
	{"GetChannelMembers", &plugin.Z_GetChannelMembersArgs{}, &plugin.Z_GetChannelMembersReturns{}},
	{"AddChannelMember", &plugin.Z_AddChannelMemberArgs{}, &plugin.Z_AddChannelMemberReturns{}},
	{"AddUserToChannel", &plugin.Z_AddUserToChannelArgs{}, &plugin.Z_AddUserToChannelReturns{}},
	{"DeleteChannelMember", &plugin.Z_DeleteChannelMemberArgs{}, &plugin.Z_DeleteChannelMemberReturns{}},
	{"LogDebug", &plugin.Z_LogDebugArgs{}, &plugin.Z_LogDebugReturns{}},
	{"LogInfo", &plugin.Z_LogInfoArgs{}, &plugin.Z_LogInfoReturns{}},
	{"LogWarn", &plugin.Z_LogWarnArgs{}, &plugin.Z_LogWarnReturns{}},
	{"LogError", &plugin.Z_LogErrorArgs{}, &plugin.Z_LogErrorReturns{}},
	{"GetPluginConfig", &plugin.Z_GetPluginConfigArgs{}, &plugin.Z_GetPluginConfigReturns{}},
	{"SavePluginConfig", &plugin.Z_SavePluginConfigArgs{}, &plugin.Z_SavePluginConfigReturns{}},
	{"GetConfig", &plugin.Z_GetConfigArgs{}, &plugin.Z_GetConfigReturns{}},
	{"GetUnsanitizedConfig", &plugin.Z_GetUnsanitizedConfigArgs{}, &plugin.Z_GetUnsanitizedConfigReturns{}},
	{"GetServerVersion", &plugin.Z_GetServerVersionArgs{}, &plugin.Z_GetServerVersionReturns{}},
	{"GetDiagnosticId", &plugin.Z_GetDiagnosticIdArgs{}, &plugin.Z_GetDiagnosticIdReturns{}},
	{"GetTelemetryId", &plugin.Z_GetTelemetryIdArgs{}, &plugin.Z_GetTelemetryIdReturns{}},
	{"GetBundlePath", &plugin.Z_GetBundlePathArgs{}, &plugin.Z_GetBundlePathReturns{}},
	{"IsEnterpriseReady", &plugin.Z_IsEnterpriseReadyArgs{}, &plugin.Z_IsEnterpriseReadyReturns{}},
}

var hookMethods = []method{
	{"OnDeactivate", &plugin.Z_OnDeactivateArgs{}, &plugin.Z_OnDeactivateReturns{}},
	{"OnConfigurationChange", &plugin.Z_OnConfigurationChangeArgs{}, &plugin.Z_OnConfigurationChangeReturns{}},
	{"ConfigurationWillBeSaved", &plugin.Z_ConfigurationWillBeSavedArgs{}, &plugin.Z_ConfigurationWillBeSavedReturns{}},
	{"OnInstall", &plugin.Z_OnInstallArgs{}, &plugin.Z_OnInstallReturns{}},
	{"ExecuteCommand", &plugin.Z_ExecuteCommandArgs{}, &plugin.Z_ExecuteCommandReturns{}},
	{"MessageHasBeenPosted", &plugin.Z_MessageHasBeenPostedArgs{}, &plugin.Z_MessageHasBeenPostedReturns{}},
	{"MessageHasBeenUpdated", &plugin.Z_MessageHasBeenUpdatedArgs{}, &plugin.Z_MessageHasBeenUpdatedReturns{}},
	{"MessageHasBeenDeleted", &plugin.Z_MessageHasBeenDeletedArgs{}, &plugin.Z_MessageHasBeenDeletedReturns{}},
	{"MessageWillBePosted", &plugin.Z_MessageWillBePostedArgs{}, &plugin.Z_MessageWillBePostedReturns{}},
	{"MessageWillBeUpdated", &plugin.Z_MessageWillBeUpdatedArgs{}, &plugin.Z_MessageWillBeUpdatedReturns{}},
	{"ReactionHasBeenAdded", &plugin.Z_ReactionHasBeenAddedArgs{}, &plugin.Z_ReactionHasBeenAddedReturns{}},
	{"ReactionHasBeenRemoved", &plugin.Z_ReactionHasBeenRemovedArgs{}, &plugin.Z_ReactionHasBeenRemovedReturns{}},
	{"UserHasJoinedChannel", &plugin.Z_UserHasJoinedChannelArgs{}, &plugin.Z_UserHasJoinedChannelReturns{}},
	{"UserHasLeftChannel", &plugin.Z_UserHasLeftChannelArgs{}, &plugin.Z_UserHasLeftChannelReturns{}},
	{"UserHasJoinedTeam", &plugin.Z_UserHasJoinedTeamArgs{}, &plugin.Z_UserHasJoinedTeamReturns{}},
	{"UserHasLeftTeam", &plugin.Z_UserHasLeftTeamArgs{}, &plugin.Z_UserHasLeftTeamReturns{}},
	{"ChannelHasBeenCreated", &plugin.Z_ChannelHasBeenCreatedArgs{}, &plugin.Z_ChannelHasBeenCreatedReturns{}},
	{"UserHasBeenCreated", &plugin.Z_UserHasBeenCreatedArgs{}, &plugin.Z_UserHasBeenCreatedReturns{}},
	{"UserHasBeenDeactivated", &plugin.Z_UserHasBeenDeactivatedArgs{}, &plugin.Z_UserHasBeenDeactivatedReturns{}},
	{"OnWebSocketConnect", &plugin.Z_OnWebSocketConnectArgs{}, &plugin.Z_OnWebSocketConnectReturns{}},
	{"OnWebSocketDisconnect", &plugin.Z_OnWebSocketDisconnectArgs{}, &plugin.Z_OnWebSocketDisconnectReturns{}},
	{"WebSocketMessageHasBeenPosted", &plugin.Z_WebSocketMessageHasBeenPostedArgs{}, &plugin.Z_WebSocketMessageHasBeenPostedReturns{}},
	{"OnPluginClusterEvent", &plugin.Z_OnPluginClusterEventArgs{}, &plugin.Z_OnPluginClusterEventReturns{}},
}

// recordMattermost encodes every argument and result structure twice on one stream: with every
// field set, and with none. Failures are recorded by hand, because they are interfaces.
func recordMattermost() map[string]any {
	serveHTTP := []method{{"ServeHTTP", &plugin.Z_ServeHTTPArgs{}, &struct{}{}}}
	return map[string]any{
		"api":    recordMethods(apiMethods),
		"hooks":  recordMethods(append(hookMethods, serveHTTP...)),
		"errors": recordErrors(),
	}
}

func recordMethods(methods []method) map[string]any {
	recorded := map[string]any{}
	for _, m := range methods {
		recorded[m.name] = map[string]any{
			"args":    filledAndZero(m.name, m.args),
			"returns": filledAndZero(m.name, m.returns),
		}
	}
	return recorded
}

func filledAndZero(name string, target any) record {
	zero := reflect.New(reflect.TypeOf(target).Elem()).Interface()
	fill(reflect.ValueOf(target).Elem(), name, 0)
	return stream(name, target, zero)
}

type failing struct {
	A error
}

func recordErrors() []record {
	app := model.NewAppError("Where", "some.id", nil, "details", 404)
	app.Message = "translated"
	return []record{
		stream("plain", failing{&plugin.ErrorString{Code: 0, Err: "plain text"}}),
		stream("end of file", failing{&plugin.ErrorString{Code: 1, Err: "EOF"}}),
		stream("application error", failing{app}),
		stream("none", failing{}),
		attachments(),
	}
}

// attachments shows how a post with attachments travels: under the old registered name.
func attachments() record {
	post := &model.Post{Message: "m"}
	list := []*model.SlackAttachment{{}}
	fill(reflect.ValueOf(list[0]).Elem(), "attachment", 0)
	post.AddProp("attachments", list)
	var buffer bytes.Buffer
	if err := gob.NewEncoder(&buffer).Encode(post); err != nil {
		panic(err)
	}
	return record{"attachments", hex.EncodeToString(buffer.Bytes()), []any{describe(list)}}
}
