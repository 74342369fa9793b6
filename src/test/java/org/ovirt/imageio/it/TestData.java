// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** What tests send and compare with. */
final class TestData {
    /** The media type of all refusals. */
    static final String PLAIN_TEXT = "text/plain;charset=UTF-8";

    private TestData() {}

    /** Bytes without a pattern, the same in each run. */
    static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    /** The SHA-256 of a file, in hexadecimal. */
    static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonValue json(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readValue();
        }
    }

    /** JSON in single quotes. */
    static JsonValue quoted(String text) {
        return json(text.replace('\'', '"'));
    }

    /** A media type without the spaces that servers may add or leave out. */
    static String mediaType(HttpHeaders headers) {
        return headers.firstValue("Content-Type").orElse("").replace(" ", "");
    }

    static URI with(URI uri, String suffix) {
        return URI.create(uri + suffix);
    }
}
