/** Names that the pages and the service worker share. */
export const CHANNEL = 'jianyue-field'
export const SEND_TAG = 'jianyue-field-send'
export const UPDATE_NOW = 'jianyue-field-update'
/** Kept outside of the store, because the router asks for it before anything is open: who works here without a network. */
export const PERSON_HERE = 'jianyue.field.person'
/** A sign-out without a network: the session still has to be ended. */
export const END_SESSION = 'jianyue.field.endSession'
