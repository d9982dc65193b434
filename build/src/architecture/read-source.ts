/** Reads from TypeScript source what the architecture has an opinion about. */
import { posix } from 'node:path'
import ts from 'typescript'

export interface SourceFile {
  /** Path below the checkout, with `/`. */
  path: string
  text: string
}

export interface Import {
  /** As written. */
  specifier: string
  /** Path below the checkout without extension, when it is our own code. */
  target: string | undefined
  /** Leaves no trace in the running program. */
  typeOnly: boolean
  line: number
}

/** Every static, dynamic and re-exporting import and every `require` of a file. */
export function readImports(file: SourceFile): Import[] {
  const source = parse(file)
  const found: Import[] = []
  const add = (node: ts.Node, literal: ts.Node | undefined, typeOnly: boolean) => {
    if (!literal || !ts.isStringLiteralLike(literal)) return
    const specifier = literal.text
    const target = resolveOwn(file.path, specifier)
    found.push({ specifier, target, typeOnly, line: lineOf(source, node) })
  }
  visit(source, (node) => {
    if (ts.isImportDeclaration(node)) {
      add(node, node.moduleSpecifier, node.importClause?.isTypeOnly ?? false)
    } else if (ts.isExportDeclaration(node)) {
      add(node, node.moduleSpecifier, node.isTypeOnly)
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node, node.argument.literal, true)
    } else if (ts.isCallExpression(node) && loadsModule(node.expression)) {
      add(node, node.arguments[0], false)
    }
  })
  return found
}

/** Lines on which a file reads the environment or the arguments of the process. */
export function readsOfProcess(file: SourceFile): number[] {
  const source = parse(file)
  const lines: number[] = []
  visit(source, (node) => {
    const access =
      ts.isPropertyAccessExpression(node) &&
      node.expression.getText(source) === 'process' &&
      ['env', 'argv'].includes(node.name.text)
    const imported =
      ts.isImportDeclaration(node) &&
      /^['"](node:)?process/.test(node.moduleSpecifier.getText(source))
    if (access || imported) lines.push(lineOf(source, node))
  })
  return lines
}

/** Our own module behind a specifier: relative, or by a workspace's package name. */
function resolveOwn(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) {
    return posix.join(posix.dirname(from), specifier).replace(/\.(tsx?|jsx?)$/, '')
  }
  const [, workspace, path] = specifier.match(/^@ticketdesk\/([^/]+)(?:\/(.+))?$/) ?? []
  return workspace && `${workspace}/src/${path ?? 'index'}`
}

function loadsModule(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true
  if (ts.isIdentifier(callee)) return callee.text === 'require'
  return (
    ts.isPropertyAccessExpression(callee) &&
    callee.name.text === 'resolve' &&
    ts.isIdentifier(callee.expression) &&
    callee.expression.text === 'require'
  )
}

function parse({ path, text }: SourceFile): ts.SourceFile {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false, kind)
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node)
  ts.forEachChild(node, (child) => visit(child, see))
}

function lineOf(source: ts.SourceFile, node: ts.Node): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
}
