/** The few signs we need, drawn here: the host's icon font differs between versions. */
import React from 'react'

const paths = {
  close:
    'M18.3 7.1 13.4 12l4.9 4.9-1.4 1.4-4.9-4.9-4.9 4.9-1.4-1.4 4.9-4.9-4.9-4.9 1.4-1.4 4.9 4.9 4.9-4.9z',
  alert: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm-1 5h2v6h-2V7zm0 8h2v2h-2v-2z',
  warning: 'M12 2.5 23 21.5H1L12 2.5zm-1 7v5h2v-5h-2zm0 7v2h2v-2h-2z',
  info: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm-1 5h2v2h-2V7zm0 4h2v6h-2v-6z',
  done: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm-1.5 14.5-4-4 1.4-1.4 2.6 2.6 5.6-5.6 1.4 1.4-7 7z',
  unknown:
    'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm1 15h-2v-2h2v2zm1.8-6.3c-.9 1-1.8 1.4-1.8 2.8h-2c0-2.5 1.6-3 2.4-4 .9-1 .2-2.5-1.4-2.5-1.1 0-2 .9-2 2H8a4 4 0 1 1 6.8 1.7z',
  hand: 'M10 1.5a1.5 1.5 0 0 1 3 0V11h1V3a1.5 1.5 0 0 1 3 0v9h1V6a1.5 1.5 0 0 1 3 0v9.5a7 7 0 0 1-12.2 4.7L3.4 14.6a1.6 1.6 0 0 1 2.3-2.2L8 14.5V4a1.5 1.5 0 0 1 2-1.4V1.5z',
  ticket:
    'M4 5a2 2 0 0 0-2 2v3a2 2 0 0 1 0 4v3a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2v-3a2 2 0 0 1 0-4V7a2 2 0 0 0-2-2H4zm0 2h16v1.5a4 4 0 0 0 0 7V17H4v-1.5a4 4 0 0 0 0-7V7zm4 2v2h8V9H8zm0 4v2h5v-2H8z',
  link: 'M14 4v2h2.6l-7.3 7.3 1.4 1.4L18 7.4V10h2V4h-6zM6 6a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2v-5h-2v5H6V8h5V6H6z',
}

export type Sign = keyof typeof paths

interface Props {
  of: Sign
  size: number
}

export function Icon({ of, size }: Props) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
      <path d={paths[of]} />
    </svg>
  )
}
