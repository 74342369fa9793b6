// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A good JWT in which a test sets what it is about. Values are JSON. */
final class SampleJwt {
    static final long ISSUED = 1_800_000_000L;
    static final long EXPIRES = ISSUED + 3600;
    static final Clock CLOCK =
            Clock.fixed(Instant.ofEpochSecond(ISSUED).plusSeconds(60), ZoneOffset.UTC);
    static final String TICKET = "11112222-aaaa-4bbb-8ccc-777788889999";

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Map<String, String> header = new LinkedHashMap<>();
    private final Map<String, String> claims = new LinkedHashMap<>();
    private Signer signer = Signer.RS256;

    SampleJwt() {
        header("typ", "\"JWT\"");
        claim("iss", "\"engine\"");
        claim("aud", "\"ovirt-imageio-proxy\"");
        claim("iat", Long.toString(ISSUED));
        claim("exp", Long.toString(EXPIRES));
        claim("imaged-uri", "\"https://host.example:54322\"");
        claim("transfer-ticket", "\"" + TICKET + "\"");
    }

    SampleJwt header(String name, String json) {
        header.put(name, json);
        return this;
    }

    SampleJwt claim(String name, String json) {
        claims.put(name, json);
        return this;
    }

    SampleJwt without(String name) {
        header.remove(name);
        claims.remove(name);
        return this;
    }

    SampleJwt signer(Signer newSigner) {
        signer = newSigner;
        return this;
    }

    /** Returns the claims. */
    String payload() {
        return json(claims);
    }

    /** Returns the token, signed by the key that the tests' verifiers know. */
    String build() {
        return build(signer.keys().getPrivate());
    }

    String build(PrivateKey key) {
        header.putIfAbsent("alg", "\"" + signer + "\"");
        return compact(bytes(json(header)), bytes(payload()), signer, key);
    }

    /** Returns a token of any header and any payload with a true signature. */
    static String compact(byte[] header, byte[] payload, Signer signer) {
        return compact(header, payload, signer, signer.keys().getPrivate());
    }

    private static String compact(byte[] header, byte[] payload, Signer signer, PrivateKey key) {
        return signed(encode(header) + "." + encode(payload), signer, key);
    }

    /** Adds a true signature to a text. */
    static String signed(String text, Signer signer, PrivateKey key) {
        return text + "." + encode(signer.sign(key, bytes(text)));
    }

    static String encode(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String json(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
