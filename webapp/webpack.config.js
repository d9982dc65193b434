// The bundle Mattermost's web app loads. It only calls `window.registerPlugin`, so it has no library
// type of its own. Types are checked by `make check`; here they are only stripped.
const path = require('node:path')

module.exports = {
  mode: 'production',
  // `eval`, which the default of development builds uses, is forbidden by Mattermost's CSP.
  devtool: false,
  entry: path.join(__dirname, 'src/index.tsx'),
  output: { path: path.join(__dirname, 'dist'), filename: 'main.js', clean: true },
  resolve: { extensions: ['.tsx', '.ts', '.js'] },
  // The host's copies: their React contexts are the host's. Looked up on `window`, so that one which
  // is missing is undefined and not an error while the bundle is evaluated.
  externalsType: 'window',
  externals: {
    react: 'React',
    'react-dom': 'ReactDOM',
    'react-intl': 'ReactIntl',
    'react-redux': 'ReactRedux',
  },
  module: {
    rules: [
      {
        test: /\.tsx?$/,
        loader: 'ts-loader',
        options: { transpileOnly: true, compilerOptions: { noEmit: false } },
      },
      { test: /\.css$/, type: 'asset/source' },
    ],
  },
  target: ['web', 'es2020'],
  performance: { hints: 'error', maxAssetSize: 120_000, maxEntrypointSize: 120_000 },
}
