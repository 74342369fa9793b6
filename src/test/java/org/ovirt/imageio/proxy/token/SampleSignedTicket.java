// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A good signed ticket, valid as long as a {@link SampleJwt}, in which a test sets what it is
 * about. Values of the payload and of the envelope are JSON.
 */
final class SampleSignedTicket {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Map<String, String> payload = new LinkedHashMap<>();
    private final Map<String, String> fields = new LinkedHashMap<>();
    private final EnvelopeSignature kind;
    private List<String> order = List.of("salt", "validFrom", "validTo", "data");

    private SampleSignedTicket(EnvelopeSignature kind) {
        this.kind = kind;
        payload("nbf", Long.toString(SampleJwt.ISSUED));
        payload("iat", Long.toString(SampleJwt.ISSUED));
        payload("exp", Long.toString(SampleJwt.EXPIRES));
        payload("imaged-uri", "\"https://host.example:54322\"");
        payload("transfer-ticket", "\"" + SampleJwt.TICKET + "\"");
        payload("transfer-id", "\"5f9c2a3e-6a0f-4b0e-9a39-0c0f3a8d1e21\"");
        text("salt", "AAECAwQFBgc=");
        text("validFrom", date(SampleJwt.ISSUED));
        text("validTo", date(SampleJwt.EXPIRES));
        text("certificate", "-----BEGIN CERTIFICATE-----\r\nMII=\r\n-----END CERTIFICATE-----");
    }

    static SampleSignedTicket v1() {
        return new SampleSignedTicket(EnvelopeSignature.V1)
                .text("digest", "sha1")
                .order("salt", "digest", "validFrom", "validTo", "data");
    }

    static SampleSignedTicket v2() {
        return new SampleSignedTicket(EnvelopeSignature.V2);
    }

    static String date(long second) {
        return DATE.format(Instant.ofEpochSecond(second));
    }

    /** Sets a member of the payload. */
    SampleSignedTicket payload(String name, String json) {
        payload.put(name, json);
        return this;
    }

    SampleSignedTicket withoutPayload(String name) {
        payload.remove(name);
        return this;
    }

    /** Sets a field of the envelope. */
    SampleSignedTicket text(String name, String text) {
        return field(name, Json.createValue(text).toString());
    }

    SampleSignedTicket field(String name, String json) {
        fields.put(name, json);
        return this;
    }

    SampleSignedTicket without(String name) {
        fields.remove(name);
        return this;
    }

    /** Sets what is signed. */
    SampleSignedTicket order(String... names) {
        order = List.of(names);
        return this;
    }

    /** Returns the ticket, signed by the key that the tests' verifiers know. */
    String build() {
        return encode(envelope(TestKeys.RSA));
    }

    String build(KeyPair signer) {
        return encode(envelope(signer));
    }

    /** Returns the envelope, before base64. */
    String envelope() {
        return envelope(TestKeys.RSA);
    }

    private String envelope(KeyPair signer) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.putIfAbsent("data", Json.createValue(json(payload)).toString());
        all.putIfAbsent("signedFields", "\"" + String.join(",", order) + "\"");
        all.putIfAbsent(
                kind.field(),
                "\"" + Base64.getEncoder().encodeToString(sign(signer, signedText(all))) + "\"");
        return json(all);
    }

    /** Returns what is signed. */
    String signedText() {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.putIfAbsent("data", Json.createValue(json(payload)).toString());
        return signedText(all);
    }

    private String signedText(Map<String, String> all) {
        List<String> values = new ArrayList<>();
        for (String name : order) {
            String json = all.getOrDefault(name, "\"\"");
            values.add(text(json));
        }
        return String.join("", values);
    }

    private static String text(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            JsonValue value = reader.readValue();
            return value instanceof JsonString text ? text.getString() : json;
        }
    }

    private byte[] sign(KeyPair signer, String text) {
        try {
            Signature signature = kind.forKey(signer.getPublic());
            signature.initSign(signer.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String encode(String envelope) {
        return Base64.getEncoder().encodeToString(envelope.getBytes(StandardCharsets.UTF_8));
    }

    private static String json(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
