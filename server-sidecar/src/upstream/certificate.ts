import { X509Certificate } from 'node:crypto'

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g

/** Is it one certificate in PEM or several, all of them whole? */
export function isCertificates(text: string): boolean {
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
