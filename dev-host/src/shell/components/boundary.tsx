import React from 'react'

interface Props {
  /** What to show when a plugin's part fails. */
  instead: React.ReactNode
  children: React.ReactNode
}

/** A plugin's part that cannot be drawn must not take the page with it; Mattermost has the like. */
export class Boundary extends React.Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    return this.state.failed ? this.props.instead : this.props.children
  }
}
