import { randomBytes } from 'node:crypto'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'

/** 130 bits, in the letters that Mattermost's own webhook keys have. */
export const newKey = () => [...randomBytes(26)].map((byte) => LETTERS[byte % 32]).join('')
