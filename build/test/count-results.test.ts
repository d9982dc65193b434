import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { countResults } from '../src/count-results'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'results-'))
  jest.spyOn(console, 'error').mockImplementation(() => undefined)
})
afterEach(() => {
  rmSync(folder, { recursive: true })
  jest.restoreAllMocks()
})

const keep = (name: string, content: unknown) =>
  writeFileSync(join(folder, name), JSON.stringify(content))

test('the counts of all runners are added up', () => {
  keep('jest.json', {
    numPassedTests: 3,
    numFailedTests: 1,
    numPendingTests: 1,
    numTodoTests: 1,
    numRuntimeErrorTestSuites: 0,
  })
  keep('other.json', { passed: 5, failed: 0, skipped: 0 })
  expect(countResults(folder, ['jest.json', 'other.json'])).toEqual({
    passed: 8,
    failed: 1,
    skipped: 2,
  })
})

test('a suite that could not even be read counts as failed', () => {
  keep('jest.json', {
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    numRuntimeErrorTestSuites: 1,
  })
  expect(countResults(folder, ['jest.json']).failed).toBe(1)
})

test('a runner that left no results counts as failed', () => {
  expect(countResults(folder, ['jest.json'])).toEqual({ passed: 0, failed: 1, skipped: 0 })
})
