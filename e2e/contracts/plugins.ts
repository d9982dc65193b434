/** A plugin that is only a bundle: loaded, configured, stopped and started. */
import { listen } from './listener'
import { PROBE } from './probe-plugin'
import { NOT_PERMITTED, refusalOf } from './refusal'
import type { Scene } from './scene'

const RUNNING = 2

export function plugins({ cast }: Scene): void {
  const bundleOf = async () =>
    (await cast().anna.client.getWebappPlugins()).find(({ id }) => id === PROBE)

  it('is named to every page, with where its bundle lies', async () => {
    const plugin = await bundleOf()
    expect(plugin).toMatchObject({ id: PROBE, version: '1.0.0', props: { kept: 'yes' } })
    const path = plugin?.webapp.bundle_path ?? ''
    expect(path).toMatch(/^\/static\/com\.example\..+_bundle\.js$/)
    const bundle = await fetch(cast().url + path.replace('/static/', '/static/plugins/'))
    expect(bundle.headers.get('content-type')).toMatch(/javascript/)
    expect(await bundle.text()).toContain('registerPlugin')
  })

  it('is an administrator’s to see, to configure and to stop', async () => {
    const { client } = cast().anna
    for (const ask of [
      () => client.getPlugins(),
      () => client.getPluginStatuses(),
      () => client.disablePlugin(PROBE),
      () => client.enablePlugin(PROBE),
      () => client.patchConfig({}),
    ]) {
      expect(await refusalOf(ask())).toEqual(NOT_PERMITTED)
    }
  })

  it('goes when it is stopped, comes when it is started, and pages hear of it', async () => {
    const { admin, anna, url } = cast()
    const { active } = await admin.client.getPlugins()
    expect(active.map(({ id }) => id)).toContain(PROBE)
    const listener = await listen({ url, token: anna.token })
    const ours = ({ data }: { data: { manifest: { id: string } } }) => data.manifest.id === PROBE
    await admin.client.disablePlugin(PROBE)
    await listener.next('plugin_disabled', ours)
    expect(await bundleOf()).toBeUndefined()
    await admin.client.enablePlugin(PROBE)
    await listener.next('plugin_enabled', ours)
    expect(await bundleOf()).toBeDefined()
    const states = await admin.client.getPluginStatuses()
    const state = states.find(({ plugin_id }) => plugin_id === PROBE)?.state
    expect(state).toBe(RUNNING)
  })

  it('keeps its settings, and never tells a secret', async () => {
    const { client } = cast().admin
    const plugin = { greeting: 'good day', secret: 'hush' }
    await client.patchConfig({ PluginSettings: { Plugins: { [PROBE]: plugin } } } as object)
    const { PluginSettings } = await client.getConfig()
    const kept = (PluginSettings.Plugins as Record<string, typeof plugin>)[PROBE]
    expect(kept?.greeting).toBe('good day')
    expect(kept?.secret).toMatch(/^\*+$/)
  })
}
