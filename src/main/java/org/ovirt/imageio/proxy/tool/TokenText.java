// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What tokens say, as lines to read. Whether it is true is not looked at. */
final class TokenText {
    private static final Set<String> EPOCH_SECONDS = Set.of("nbf", "iat", "exp");
    private static final Set<String> DATES = Set.of("validFrom", "validTo");
    private static final Set<String> SIGNATURES = Set.of("signature", "v2_signature");
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);
    private static final int JWT_PARTS = 3;

    /** JSON in base64, as both kinds begin. */
    private static final Pattern LIKELY = Pattern.compile("eyJ[A-Za-z0-9_+/=.-]{30,}");

    private TokenText() {}

    /** Returns whether a token is a JWT rather than a signed ticket: its base64 has no dots. */
    static boolean isJwt(String token) {
        return token.indexOf('.') >= 0;
    }

    /** Returns whether a text looks like a token, and not like a name. */
    static boolean isLikely(String text) {
        return LIKELY.matcher(text).matches();
    }

    /** Returns a message without the tokens that somebody has put where they do not belong. */
    static String withoutTokens(String message) {
        return LIKELY.matcher(message).replaceAll("(a token)");
    }

    /**
     * Describes a token.
     *
     * @throws ToolException if it is of neither kind
     */
    static String describe(String token) throws ToolException {
        try {
            List<String> lines = isJwt(token) ? jwt(token) : signedTicket(token);
            return String.join("\n", lines) + "\n";
        } catch (RuntimeException e) {
            // Of base64, and what a parser of JSON throws, which has several ways to say it.
            throw new ToolException(
                    "this is neither a JWT nor a signed ticket; check that it is whole");
        }
    }

    private static List<String> jwt(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != JWT_PARTS) {
            throw new IllegalArgumentException("not three parts");
        }
        List<String> lines = new ArrayList<>(List.of("JWT, header:"));
        append(lines, object(Base64.getUrlDecoder().decode(parts[0])));
        lines.add("claims:");
        append(lines, object(Base64.getUrlDecoder().decode(parts[1])));
        return lines;
    }

    private static List<String> signedTicket(String token) {
        JsonObject envelope = object(Base64.getDecoder().decode(token));
        List<String> lines = new ArrayList<>(List.of("Signed ticket, envelope:"));
        String data = envelope.getString("data", "");
        append(lines, envelope);
        lines.add("data:");
        append(lines, object(data.getBytes(StandardCharsets.UTF_8)));
        return lines;
    }

    private static JsonObject object(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    private static void append(List<String> lines, JsonObject object) {
        object.forEach(
                (name, value) -> {
                    if (!name.equals("data")) {
                        lines.add(line(name, readable(name, value)));
                    }
                });
    }

    /** Returns a name and a value in their columns, safe for a terminal. */
    static String line(String name, String value) {
        return "  %-15s  %s".formatted(printable(name), printable(value));
    }

    private static String readable(String name, JsonValue value) {
        if (value instanceof JsonNumber number && EPOCH_SECONDS.contains(name)) {
            return number + epochSecond(number);
        }
        if (!(value instanceof JsonString text)) {
            return value.toString();
        }
        if (DATES.contains(name)) {
            return text.getString() + date(text.getString());
        }
        if (name.equals("certificate")) {
            return subject(text.getString());
        }
        return SIGNATURES.contains(name)
                ? "base64 of %d characters".formatted(text.getString().length())
                : text.getString();
    }

    private static String epochSecond(JsonNumber number) {
        try {
            return "  " + Instant.ofEpochSecond(number.bigDecimalValue().longValueExact());
        } catch (ArithmeticException | DateTimeException e) {
            return "  no time";
        }
    }

    private static String date(String text) {
        try {
            return "  " + LocalDateTime.parse(text, DATE).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return "  no time";
        }
    }

    private static String subject(String pem) {
        try {
            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(
                                            new ByteArrayInputStream(
                                                    pem.getBytes(StandardCharsets.US_ASCII)));
            return "%s, valid until %s"
                    .formatted(
                            certificate.getSubjectX500Principal().getName(),
                            certificate.getNotAfter().toInstant());
        } catch (CertificateException e) {
            return "no certificate";
        }
    }

    /** A stranger's text must not move the cursor, colour the terminal or turn the line. */
    private static String printable(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints()
                .forEach(
                        point -> {
                            if (isPrintable(point)) {
                                safe.appendCodePoint(point);
                            } else {
                                safe.append("\\u{%x}".formatted(point));
                            }
                        });
        return safe.toString();
    }

    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
