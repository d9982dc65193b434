/** Keeps an error of ours from reaching the host's tree. */
import React from 'react'
import { report } from '../../host/report'

export interface BoundaryProps {
  /** Where, for the report. */
  where: string
  fallback: React.ReactNode
  onError?: () => void
  children?: React.ReactNode
}

let boundary: React.ComponentType<BoundaryProps> | undefined

/**
 * React only has error boundaries as classes, and a class needs `React` when it is defined. So it is
 * defined on first use: nothing of the host is touched while the bundle is evaluated.
 */
export function errorBoundary(): React.ComponentType<BoundaryProps> {
  boundary ??= class ErrorBoundary extends React.Component<BoundaryProps, { failed: boolean }> {
    override state = { failed: false }

    static getDerivedStateFromError() {
      return { failed: true }
    }

    override componentDidCatch(error: unknown) {
      report(this.props.where, error)
      this.props.onError?.()
    }

    override render() {
      return this.state.failed ? this.props.fallback : this.props.children
    }
  }
  return boundary
}
