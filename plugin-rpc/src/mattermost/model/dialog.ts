import { bool, type GobSchema, int, slice, string, struct } from '../../gob'
import { type PostActionOptions, postActionOptionsSchema } from './attachment'

/** Opens a dialog for whoever caused `TriggerId`; the result is posted to `URL`. */
export interface OpenDialogRequest {
  TriggerId: string
  URL: string
  Dialog: Dialog
}

/** An interactive dialog. `State` comes back with the result. */
export interface Dialog {
  CallbackId: string
  Title: string
  IntroductionText: string
  IconURL: string
  Elements: DialogElement[]
  SubmitLabel: string
  NotifyOnCancel: boolean
  State: string
  SourceURL: string
}

/** One field of a dialog. Lengths are characters. */
export interface DialogElement {
  DisplayName: string
  Name: string
  Type: string
  SubType: string
  Default: string
  Placeholder: string
  HelpText: string
  Optional: boolean
  MinLength: number
  MaxLength: number
  DataSource: string
  DataSourceURL: string
  Options: PostActionOptions[]
  MultiSelect: boolean
  Refresh: boolean
  MinDate: string
  MaxDate: string
  TimeInterval: number
}

export const openDialogRequestSchema: GobSchema<OpenDialogRequest> = struct<OpenDialogRequest>(
  'OpenDialogRequest',
  {
    TriggerId: string,
    URL: string,
    Dialog: () => dialogSchema,
  },
)

export const dialogSchema: GobSchema<Dialog> = struct<Dialog>('Dialog', {
  CallbackId: string,
  Title: string,
  IntroductionText: string,
  IconURL: string,
  Elements: slice(() => dialogElementSchema),
  SubmitLabel: string,
  NotifyOnCancel: bool,
  State: string,
  SourceURL: string,
})

export const dialogElementSchema: GobSchema<DialogElement> = struct<DialogElement>(
  'DialogElement',
  {
    DisplayName: string,
    Name: string,
    Type: string,
    SubType: string,
    Default: string,
    Placeholder: string,
    HelpText: string,
    Optional: bool,
    MinLength: int,
    MaxLength: int,
    DataSource: string,
    DataSourceURL: string,
    Options: slice(() => postActionOptionsSchema),
    MultiSelect: bool,
    Refresh: bool,
    MinDate: string,
    MaxDate: string,
    TimeInterval: int,
  },
)
