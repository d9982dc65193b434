import {
  any,
  bool,
  type GobSchema,
  InterfaceValue,
  inInterface,
  pointer,
  type RegisteredType,
  slice,
  string,
  struct,
} from '../../gob'
import { type MessageAttachment, messageAttachmentSchema } from './attachment'
import { anyMap, stringMap } from './shapes'

/** A slash command as registered by a plugin; the server ignores further fields. */
export interface Command {
  TeamId: string
  Trigger: string
  DisplayName: string
  Description: string
  AutoComplete: boolean
  AutoCompleteDesc: string
  AutoCompleteHint: string
  AutocompleteData: AutocompleteData | null
  AutocompleteIconData: string
}

/** What the composer offers while a command is typed. Arguments and SubCommands exclude each other. */
export interface AutocompleteData {
  Trigger: string
  Hint: string
  HelpText: string
  RoleID: string
  Arguments: AutocompleteArg[]
  SubCommands: AutocompleteData[]
}

/** An argument. `Type` ("TextInput", "StaticList", "DynamicList") decides the shape of `Data`. */
export interface AutocompleteArg {
  Name: string
  HelpText: string
  Type: string
  Required: boolean
  Data: unknown
}

/** `Data` of a "TextInput" argument. */
export interface AutocompleteTextArg {
  Hint: string
  Pattern: string
}

/** One choice of a static list. */
export interface AutocompleteListItem {
  Item: string
  Hint: string
  HelpText: string
}

/** `Data` of a "StaticList" argument. */
export interface AutocompleteStaticListArg {
  PossibleArguments: AutocompleteListItem[]
}

/** `Data` of a "DynamicList" argument: the server asks this URL for choices. */
export interface AutocompleteDynamicListArg {
  FetchURL: string
}

/** What somebody typed, and where. `TriggerId` opens a dialog within 3 s. Mentions map names to ids. */
export interface CommandArgs {
  UserId: string
  ChannelId: string
  TeamId: string
  RootId: string
  ParentId: string
  TriggerId: string
  Command: string
  SiteURL: string
  UserMentions: Record<string, string>
  ChannelMentions: Record<string, string>
}

/** The answer to a command. `ResponseType` is "ephemeral" or "in_channel". */
export interface CommandResponse {
  ResponseType: string
  Text: string
  Username: string
  ChannelId: string
  IconURL: string
  Type: string
  Props: Record<string, unknown>
  GotoLocation: string
  TriggerId: string
  SkipSlackParsing: boolean
  Attachments: MessageAttachment[]
  ExtraResponses: CommandResponse[]
}

export const commandSchema: GobSchema<Command> = struct<Command>('Command', {
  TeamId: string,
  Trigger: string,
  DisplayName: string,
  Description: string,
  AutoComplete: bool,
  AutoCompleteDesc: string,
  AutoCompleteHint: string,
  AutocompleteData: pointer(() => autocompleteDataSchema),
  AutocompleteIconData: string,
})

export const autocompleteDataSchema: GobSchema<AutocompleteData> = struct<AutocompleteData>(
  'AutocompleteData',
  {
    Trigger: string,
    Hint: string,
    HelpText: string,
    RoleID: string,
    Arguments: slice(() => autocompleteArgSchema),
    SubCommands: slice(() => autocompleteDataSchema),
  },
)

export const autocompleteArgSchema: GobSchema<AutocompleteArg> = struct<AutocompleteArg>(
  'AutocompleteArg',
  {
    Name: string,
    HelpText: string,
    Type: string,
    Required: bool,
    Data: any,
  },
  { prepare: typeArgumentData },
)

export const autocompleteTextArgSchema: GobSchema<AutocompleteTextArg> =
  struct<AutocompleteTextArg>('AutocompleteTextArg', {
    Hint: string,
    Pattern: string,
  })

export const autocompleteListItemSchema: GobSchema<AutocompleteListItem> =
  struct<AutocompleteListItem>('AutocompleteListItem', {
    Item: string,
    Hint: string,
    HelpText: string,
  })

export const autocompleteStaticListArgSchema: GobSchema<AutocompleteStaticListArg> =
  struct<AutocompleteStaticListArg>('AutocompleteStaticListArg', {
    PossibleArguments: slice(() => autocompleteListItemSchema),
  })

export const autocompleteDynamicListArgSchema: GobSchema<AutocompleteDynamicListArg> =
  struct<AutocompleteDynamicListArg>('AutocompleteDynamicListArg', {
    FetchURL: string,
  })

export const commandArgsSchema: GobSchema<CommandArgs> = struct<CommandArgs>('CommandArgs', {
  UserId: string,
  ChannelId: string,
  TeamId: string,
  RootId: string,
  ParentId: string,
  TriggerId: string,
  Command: string,
  SiteURL: string,
  UserMentions: stringMap,
  ChannelMentions: stringMap,
})

export const commandResponseSchema: GobSchema<CommandResponse> = struct<CommandResponse>(
  'CommandResponse',
  {
    ResponseType: string,
    Text: string,
    Username: string,
    ChannelId: string,
    IconURL: string,
    Type: string,
    Props: anyMap,
    GotoLocation: string,
    TriggerId: string,
    SkipSlackParsing: bool,
    Attachments: slice(() => messageAttachmentSchema),
    ExtraResponses: slice(() => commandResponseSchema),
  },
)

/** What may stand in an argument's `Data`, by the argument's type. */
const argumentData: Readonly<Record<string, RegisteredType>> = {
  TextInput: { typeName: '*model.AutocompleteTextArg', schema: autocompleteTextArgSchema },
  StaticList: {
    typeName: '*model.AutocompleteStaticListArg',
    schema: autocompleteStaticListArgSchema,
  },
  DynamicList: {
    typeName: '*model.AutocompleteDynamicListArg',
    schema: autocompleteDynamicListArgSchema,
  },
}

/** Names under which autocomplete data may come in. */
export const argumentTypes: readonly RegisteredType[] = Object.values(argumentData)

/** The server asserts the Go type of `Data`, so plain objects get the type their argument says. */
function typeArgumentData(arg: Partial<AutocompleteArg>): Partial<AutocompleteArg> {
  const type = argumentData[arg.Type ?? '']
  if (!type || arg.Data === undefined || arg.Data === null || arg.Data instanceof InterfaceValue)
    return arg
  return { ...arg, Data: inInterface(type, arg.Data) }
}
