export * from './dev-host'
export { demoWorld } from './scenarios/demo-world'
export * from './standalone'
