/** What the monitoring around this Mattermost shall go through, and what its openITCOCKPIT is like. */
import React, { useEffect, useState } from 'react'
import { get, post } from '../api'
import { Choice } from './choice'

interface Upstreams {
  openitcockpit: { mode: string; modes: string[] }
}

/** Nothing where nothing stands around. */
export function Stories() {
  const [upstreams, setUpstreams] = useState<Upstreams>()
  useEffect(() => {
    get<Upstreams>('/dev/upstreams')
      .then(setUpstreams)
      .catch(() => {})
  }, [])
  if (!upstreams) return null
  const { mode, modes } = upstreams.openitcockpit
  async function change(wanted: string) {
    await post('/dev/upstreams/openitcockpit/mode', { mode: wanted })
    setUpstreams({ openitcockpit: { mode: wanted, modes } })
  }
  return (
    <>
      <button type="button" onClick={() => void post('/dev/stories/incident')}>
        Incident
      </button>
      <button type="button" onClick={() => void post('/dev/stories/storm')}>
        Storm
      </button>
      <Choice
        label="openITCOCKPIT"
        value={mode}
        options={Object.fromEntries(modes.map((name) => [name, name]))}
        onChange={(wanted) => void change(wanted)}
      />
    </>
  )
}
