import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A self-signed certificate for a host name, made on the spot, so that no key lies about and none runs out. */
export function selfSigned(host = 'localhost'): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const der = certificate(host, privateKey, publicKey);
  const base64 = der.toString('base64').replace(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  };
}

/** RFC 5280 section 4.1, with the two extensions that a check of the host name and of the chain needs. */
function certificate(host: string, privateKey: KeyObject, publicKey: KeyObject): Buffer {
  const ecdsaWithSha256 = tlv(0x30, oid('2a8648ce3d040302'));
  const name = tlv(0x30, tlv(0x31, tlv(0x30, oid('550403'), tlv(0x0c, Buffer.from(host)))));
  const now = Date.now();
  const validity = tlv(0x30, time(now - 3_600_000), time(now + 3_600_000));
  const altName = extension('551d11', tlv(0x30, tlv(0x82, Buffer.from(host))));
  const isAuthority = extension('551d13', tlv(0x30, tlv(0x01, Buffer.from([0xff]))));
  const body = tlv(
    0x30,
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, tlv(0x30, altName, isAuthority)),
  );
  const signature = sign('sha256', body, privateKey);
  return tlv(0x30, body, ecdsaWithSha256, tlv(0x03, Buffer.from([0]), signature));
}

function extension(id: string, value: Buffer): Buffer {
  return tlv(0x30, oid(id), tlv(0x04, value));
}

function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, 'hex'));
}

function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/[-:T]|\..*/g, '');
  return tlv(0x18, Buffer.from(`${digits}Z`));
}

function tlv(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
