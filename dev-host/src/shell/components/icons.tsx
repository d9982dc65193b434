/** The page's few signs, drawn here. */
import React from 'react'

const paths = {
  globe:
    'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm6.9 8h-3.1a14 14 0 0 0-1.3-5.4A7 7 0 0 1 18.9 11zM12 5c.8 1 1.7 3.2 1.8 6h-3.6c.1-2.8 1-5 1.8-6zM9.5 5.6A14 14 0 0 0 8.2 11H5.1a7 7 0 0 1 4.4-5.4zM5.1 13h3.1c.1 2 .6 4 1.3 5.4A7 7 0 0 1 5.1 13zM12 19c-.8-1-1.7-3.2-1.8-6h3.6c-.1 2.8-1 5-1.8 6zm2.5-.6c.7-1.5 1.2-3.4 1.3-5.4h3.1a7 7 0 0 1-4.4 5.4z',
  lock: 'M17 9V7A5 5 0 0 0 7 7v2H5v12h14V9h-2zM9 7a3 3 0 0 1 6 0v2H9V7zm8 12H7v-8h10v8z',
  reply: 'M10 8V4l-8 8 8 8v-4.1c5 0 8.500 1.600 11 5.100-1-5-4-10-11-13z',
  actions: 'M4 4h6v6H4V4zm10 0h6v6h-6V4zM4 14h6v6H4v-6zm10 0h6v6h-6v-6z',
  close:
    'M18.300 7.100 13.400 12l4.900 4.900-1.400 1.400-4.900-4.900-4.900 4.900-1.400-1.400 4.900-4.900-4.900-4.900 1.400-1.400 4.900 4.900 4.900-4.900z',
  send: 'M3 20v-6l8-2-8-2V4l19 8z',
  menu: 'M3 6h18v2H3V6zm0 5h18v2H3v-2zm0 5h18v2H3v-2z',
  eye: 'M12 5C7 5 2.700 8.100 1 12.500 2.700 16.900 7 20 12 20s9.300-3.100 11-7.500C21.300 8.100 17 5 12 5zm0 12a4.500 4.500 0 1 1 0-9 4.500 4.500 0 0 1 0 9zm0-2a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z',
  slash: 'M14 3h2L10 21H8z',
} as const

interface Props {
  of: keyof typeof paths
  size?: number
}

export function Icon({ of, size = 18 }: Props) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">
      <path d={paths[of]} />
    </svg>
  )
}
