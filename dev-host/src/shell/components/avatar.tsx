import React, { useState } from 'react'
import type { User } from '../../mattermost/types'

interface Props {
  user: User | undefined
  size?: number
}

/** A bot's picture, or the first letter on a colour that is the person's own. */
export function Avatar({ user, size = 32 }: Props) {
  const [broken, setBroken] = useState(false)
  const style = { width: size, height: size, fontSize: size * 0.45 }
  if (user?.is_bot && !broken) {
    const source = `/api/v4/users/${user.id}/image`
    return (
      <img className="avatar" style={style} src={source} alt="" onError={() => setBroken(true)} />
    )
  }
  const name = user?.first_name || user?.username || '?'
  const hue = [...(user?.username ?? '')].reduce(
    (sum, letter) => sum + letter.charCodeAt(0) * 47,
    0,
  )
  const background = `hsl(${hue % 360} 45% 40%)`
  return (
    <span className="avatar" style={{ ...style, background }} aria-hidden="true">
      {name.charAt(0).toUpperCase()}
    </span>
  )
}

export function displayName(user: User | undefined): string {
  if (!user) return 'Somebody'
  return [user.first_name, user.last_name].filter(Boolean).join(' ') || user.username
}
