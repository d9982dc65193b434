/** Opaque names of things that live elsewhere. A brand keeps one from being taken for another. */
declare const brand: unique symbol
type Ref<Name extends string> = string & { readonly [brand]: Name }

/** A Mattermost user, channel or post id (26 characters). */
export type UserRef = Ref<'user'>
export type ChannelRef = Ref<'channel'>
export type PostRef = Ref<'post'>
/** `Ticket-YYYYMMDD-XXXX` */
export type TicketId = Ref<'ticket'>
