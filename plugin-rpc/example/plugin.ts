import { servePlugin } from '@ticketdesk/plugin-rpc'

servePlugin({
  load: () => ({
    async OnActivate(api) {
      const bot = await api.EnsureBotUser({ Username: 'greeter', DisplayName: 'Greeter' })
      await api.RegisterCommand({ Trigger: 'hello', AutoComplete: true })
      await api.LogInfo('greeter is ready', ['bot', bot])
    },
    ExecuteCommand(_context, { Command }) {
      const name = Command.split(' ')[1] ?? 'world'
      return { ResponseType: 'ephemeral', Text: `Hello, ${name}!` }
    },
    async ServeHTTP(_context, { Header }, response) {
      const user = Header['Mattermost-User-Id']?.[0]
      await response.writeHead(user ? 200 : 401, { 'Content-Type': 'text/plain' })
      await response.write(user ? `Hello, ${user}!` : 'Who are you?')
    },
  }),
})
