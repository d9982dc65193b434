/** What Mattermost puts on `window` for plugins, with the versions of the Mattermost we stand in for. */
import * as Luxon from 'luxon'
import PropTypes from 'prop-types'
import React from 'react'
import * as ReactBootstrap from 'react-bootstrap'
import * as ReactDOM from 'react-dom'
import * as ReactIntl from 'react-intl'
import * as ReactRedux from 'react-redux'
import * as ReactRouterDom from 'react-router-dom'
import * as Redux from 'redux'
import { renderMarkdown } from './markdown'
import { registerPlugin } from './registry'
import { goTo } from './route'

const PostUtils = {
  formatText: (text: string, options: { singleline?: boolean; markdown?: boolean } = {}) =>
    renderMarkdown(text, options.singleline),
  // Text of one line stays in its line. Safe: markdown.ts escapes the HTML that people write.
  messageHtmlToComponent: (html: string) => {
    const given = { dangerouslySetInnerHTML: { __html: html } }
    const block = /^<(p|ul|ol|h\d|pre|blockquote|table|hr)\b/.test(html)
    return block ? <div className="post-message__text" {...given} /> : <span {...given} />
  },
}

// Named, so that tests can take any of them away: `?without=PostUtils,WebappUtils`.
const lent: Record<string, unknown> = {
  React,
  ReactDOM,
  Redux,
  ReactRedux,
  ReactIntl,
  PropTypes,
  ReactBootstrap,
  ReactRouterDom,
  Luxon,
  PostUtils,
  Components: {},
  WebappUtils: { browserHistory: { push: goTo } },
  basename: '',
  publicPath: '/static/',
}

export function lendGlobals(): void {
  const without = new URLSearchParams(location.search).get('without')?.split(',') ?? []
  for (const [name, value] of Object.entries(lent)) {
    if (!without.includes(name)) Object.assign(window, { [name]: value })
  }
  Object.assign(window, { registerPlugin })
}
