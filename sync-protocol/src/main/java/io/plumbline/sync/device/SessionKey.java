package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A key pair that never leaves the device: ECDSA over P-256. A device enrolled with one signs its sessions. */
public interface SessionKey {
    /** The public key as a JWK: kty, crv, x, y. */
    ObjectNode publicJwk();

    /** ECDSA-SHA256 over the message, r and s of 32 bytes each. */
    byte[] sign(byte[] message);
}
