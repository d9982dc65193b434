import { X509Certificate } from 'node:crypto'

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g

/** Is it one certificate in PEM or several, all of them whole? A private key has no place there. */
export function isCertificates(text: string): boolean {
  if (text.includes('PRIVATE KEY')) return false
  const found = text.match(PEM) ?? []
  return found.length > 0 && found.every(isCertificate)
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined
  } catch {
    return false
  }
}
