import { servePlugin } from '@ticketdesk/plugin-rpc'

servePlugin({
  load: () => ({
    async OnActivate(api) {
      const bot = await api.EnsureBotUser({ Username: 'greeter', DisplayName: 'Greeter' })
      await api.RegisterCommand({
        Trigger: 'hello',
        AutoComplete: true,
        AutoCompleteHint: '[name]',
      })
      await api.LogInfo('greeter is ready', ['bot', bot])
    },
    async ExecuteCommand(_context, { Command }) {
      const name = Command.split(' ')[1] ?? 'world'
      return { ResponseType: 'ephemeral', Text: `Hello, ${name}!` }
    },
    async ServeHTTP(_context, request, response) {
      const user = request.Header['Mattermost-User-Id']?.[0]
      await response.writeHead(user ? 200 : 401, { 'Content-Type': 'application/json' })
      await response.write(JSON.stringify({ user: user ?? null, path: request.URL }))
    },
  }),
})
