/** Style sheets are bundled as text and put on the page by `styles.ts`. */
declare module '*.css' {
  const text: string
  export = text
}
