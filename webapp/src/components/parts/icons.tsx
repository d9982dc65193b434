/** The few signs we need, drawn here: the host's icon font differs between versions. */
import React from 'react'

const paths = {
  close:
    'M18.3 7.1 13.4 12l4.9 4.9-1.4 1.4-4.9-4.9-4.9 4.9-1.4-1.4 4.9-4.9-4.9-4.9 1.4-1.4 4.9 4.9 4.9-4.9z',
  alert: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm-1 5h2v6h-2V7zm0 8h2v2h-2v-2z',
  ticket:
    'M4 5a2 2 0 0 0-2 2v3a2 2 0 0 1 0 4v3a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2v-3a2 2 0 0 1 0-4V7a2 2 0 0 0-2-2H4zm0 2h16v1.5a4 4 0 0 0 0 7V17H4v-1.5a4 4 0 0 0 0-7V7zm4 2v2h8V9H8zm0 4v2h5v-2H8z',
  link: 'M14 4v2h2.6l-7.3 7.3 1.4 1.4L18 7.4V10h2V4h-6zM6 6a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2v-5h-2v5H6V8h5V6H6z',
}

interface Props {
  of: keyof typeof paths
  size: number
}

export function Icon({ of, size }: Props) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
      <path d={paths[of]} />
    </svg>
  )
}
