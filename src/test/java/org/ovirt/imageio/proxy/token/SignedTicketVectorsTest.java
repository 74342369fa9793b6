// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.TicketId;

/**
 * Signed tickets that the Engine's own encoder has made, and altered ones, each with the verdict
 * and the second at which to judge.
 *
 * <p>{@code signed-tickets.json} is a copy of the project's shared vectors; its key is thrown away.
 */
class SignedTicketVectorsTest {
    /** The genuine ones are valid for ten years, so that they can be judged for long. */
    private static final Duration LONGEST = Duration.ofDays(4000);

    private static List<JsonObject> tickets = List.of();
    private static EngineCertificate engine = now -> TestKeys.RSA.getPublic();

    @BeforeAll
    static void readVectors(@TempDir Path directory) throws IOException, GeneralSecurityException {
        try (InputStream in =
                        SignedTicketVectorsTest.class.getResourceAsStream("signed-tickets.json");
                JsonReader reader = Json.createReader(Objects.requireNonNull(in))) {
            JsonObject vectors = reader.readObject();
            tickets = vectors.getJsonArray("tickets").getValuesAs(JsonObject.class);
            engine =
                    new EngineCertificateFile(
                            Files.writeString(
                                    directory.resolve("engine.pem"),
                                    vectors.getString("engine_certificate")),
                            Files.writeString(
                                    directory.resolve("ca.pem"),
                                    vectors.getString("ca_certificate")));
        }
    }

    private static Grant verify(JsonObject ticket, boolean acceptV1) throws TokenException {
        Clock clock =
                Clock.fixed(
                        Instant.ofEpochSecond(ticket.getJsonNumber("at").longValue()),
                        ZoneOffset.UTC);
        return new SignedTicketVerifier(engine, acceptV1, Duration.ofSeconds(30), LONGEST, clock)
                .verify(ticket.getString("token"));
    }

    @Test
    void allOfThemAreJudgedRight() throws TokenException {
        int accepted = 0;
        for (JsonObject ticket : tickets) {
            for (boolean acceptV1 : new boolean[] {false, true}) {
                if (isGood(ticket, acceptV1)) {
                    assertThat(verify(ticket, acceptV1)).isEqualTo(grant(ticket));
                    accepted++;
                } else {
                    assertThatExceptionOfType(TokenException.class)
                            .as(ticket.getString("name"))
                            .isThrownBy(() -> verify(ticket, acceptV1));
                }
            }
        }
        assertThat(tickets).hasSize(70);
        assertThat(accepted).as("v1 in one way, v2 in both").isEqualTo(3);
    }

    private static boolean isGood(JsonObject ticket, boolean acceptV1) {
        return switch (ticket.getString("expect")) {
            case "accept" -> true;
            case "accept-if-v1-enabled" -> acceptV1;
            case "reject" -> false;
            default -> throw new AssertionError(ticket.getString("expect"));
        };
    }

    private static Grant grant(JsonObject ticket) {
        JsonObject payload = ticket.getJsonObject("payload");
        String id = payload.getString("transfer-ticket");
        JsonNumber expires = payload.getJsonNumber("exp");
        return new Grant(
                new TicketId(id),
                DaemonUri.parse(payload.getString("imaged-uri") + "/images/" + id),
                Set.of(Operation.READ, Operation.WRITE),
                OptionalLong.empty(),
                Optional.of(payload.getString("transfer-id")),
                Optional.empty(),
                Instant.ofEpochSecond(expires.longValue()));
    }

    /** A ticket must not be refused for another reason than the one it was made for. */
    @Test
    void eachIsRefusedForItsReason() {
        for (JsonObject ticket : tickets) {
            Optional<TokenFault> expected = reason(ticket.getString("why"));
            if (expected.isPresent()) {
                assertThatExceptionOfType(TokenException.class)
                        .as(ticket.getString("name"))
                        .isThrownBy(() -> verify(ticket, true))
                        .satisfies(e -> assertThat(e.fault()).isEqualTo(expected.get()));
            }
        }
    }

    private static Optional<TokenFault> reason(String why) {
        return switch (why) {
            case "made by the Engine's own encoder" -> Optional.empty();
            case "read after validTo", "inner exp over while outer lifetime holds" ->
                    Optional.of(TokenFault.EXPIRED);
            case "nbf in the future" -> Optional.of(TokenFault.NOT_YET_VALID);
            // A day earlier, the certificate is not valid either.
            case "read a day before validFrom",
                    "signature does not match",
                    "empty signature",
                    "signed by another certificate of the same CA; only the configured"
                            + " Engine certificate counts",
                    "embedded certificate is never trusted" ->
                    Optional.of(TokenFault.SIGNATURE);
            case "required payload key missing", "transfer-ticket must be a UUID" ->
                    Optional.of(TokenFault.CLAIMS);
            case "imaged-uri must be https://host:port only" -> Optional.of(TokenFault.DAEMON);
            case "no signature", "a required field is missing" -> Optional.empty();
            default -> Optional.of(TokenFault.MALFORMED);
        };
    }
}
