export const TLS12 = 0x0303;
export const TLS13 = 0x0304;

export type Hash = "sha256" | "sha384";

/** How records are sealed once both sides share a secret. */
export interface Suite {
  readonly id: number;
  readonly name: string;
  readonly cipher: "aes-128-gcm" | "aes-256-gcm" | "chacha20-poly1305";
  readonly keyLength: number;
  readonly hash: Hash;
}

const aes128 = { cipher: "aes-128-gcm", keyLength: 16, hash: "sha256" } as const;
const aes256 = { cipher: "aes-256-gcm", keyLength: 32, hash: "sha384" } as const;
const chacha = { cipher: "chacha20-poly1305", keyLength: 32, hash: "sha256" } as const;

/**
 * Forward secrecy and authenticated encryption only, as browsers have it since 2020: a server that speaks nothing of this is
 * out of reach of people too.
 */
export const suites: readonly Suite[] = [
  { id: 0x1301, name: "TLS_AES_128_GCM_SHA256", ...aes128 },
  { id: 0x1302, name: "TLS_AES_256_GCM_SHA384", ...aes256 },
  { id: 0x1303, name: "TLS_CHACHA20_POLY1305_SHA256", ...chacha },
  { id: 0xc02b, name: "ECDHE_ECDSA_AES_128_GCM_SHA256", ...aes128 },
  { id: 0xc02f, name: "ECDHE_RSA_AES_128_GCM_SHA256", ...aes128 },
  { id: 0xc02c, name: "ECDHE_ECDSA_AES_256_GCM_SHA384", ...aes256 },
  { id: 0xc030, name: "ECDHE_RSA_AES_256_GCM_SHA384", ...aes256 },
  { id: 0xcca9, name: "ECDHE_ECDSA_CHACHA20_POLY1305_SHA256", ...chacha },
  { id: 0xcca8, name: "ECDHE_RSA_CHACHA20_POLY1305_SHA256", ...chacha },
];

export type Curve = "X25519" | "P-256" | "P-384" | "P-521";

/** Curves of the key exchange, by their number. */
export const curves: ReadonlyMap<number, Curve> = new Map([
  [0x001d, "X25519"],
  [0x0017, "P-256"],
  [0x0018, "P-384"],
  [0x0019, "P-521"],
]);

export interface Scheme {
  readonly hash: "sha1" | "sha256" | "sha384" | "sha512" | undefined;
  readonly isPss: boolean;
}

/**
 * Signatures, by their number, the wished-for first. The list also says which signatures the chain may carry, so it is a generous one:
 * a server must show us its chain, whoever signed it.
 */
export const schemes: ReadonlyMap<number, Scheme> = new Map<number, Scheme>([
  [0x0403, { hash: "sha256", isPss: false }],
  [0x0503, { hash: "sha384", isPss: false }],
  [0x0603, { hash: "sha512", isPss: false }],
  [0x0807, { hash: undefined, isPss: false }], // Ed25519
  [0x0804, { hash: "sha256", isPss: true }],
  [0x0805, { hash: "sha384", isPss: true }],
  [0x0806, { hash: "sha512", isPss: true }],
  [0x0401, { hash: "sha256", isPss: false }],
  [0x0501, { hash: "sha384", isPss: false }],
  [0x0601, { hash: "sha512", isPss: false }],
  [0x0203, { hash: "sha1", isPss: false }],
  [0x0201, { hash: "sha1", isPss: false }],
]);

/** Kinds of records. */
export const record = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

/** Kinds of handshake messages. */
export const message = {
  clientHello: 1,
  serverHello: 2,
  newSessionTicket: 4,
  encryptedExtensions: 8,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
  finished: 20,
} as const;
