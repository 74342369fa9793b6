// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtGroupsTest {
    private static final Logger LIBRARY = Logger.getLogger("io.smallrye.jwt");
    private final Messages messages = new Messages();

    @BeforeEach
    void listen() {
        LIBRARY.addHandler(messages);
    }

    @AfterEach
    void hearNothingOfTheToken() {
        LIBRARY.removeHandler(messages);
        assertThat(messages.heard).isEmpty();
    }

    @Test
    void aTokenOfTheGroupIsAccepted() throws Exception {
        assertThat(verify("[\"others\", \"staff\"]", Optional.of("staff")).ticketId())
                .isEqualTo(Grants.TICKET);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[\"others\"]|AUDIENCE",
                "[]|AUDIENCE",
                "null|CLAIMS",
                "\"staff\"|CLAIMS",
                "5|CLAIMS",
                "[\"staff\", 5]|CLAIMS",
                "{\"staff\": true}|CLAIMS",
            })
    void aTokenOfNoneIsNot(String groups, TokenFault fault) {
        assertThatExceptionOfType(TokenException.class)
                .isThrownBy(() -> verify(groups, Optional.of("staff")))
                .extracting(TokenException::fault)
                .isEqualTo(fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "5", "[\"secret\", 5]"})
    void groupsOfAWrongTypeAreRefusedAlsoWhereNobodyAsksForThem(String groups) {
        assertThatExceptionOfType(TokenException.class)
                .isThrownBy(() -> verify(groups, Optional.empty()))
                .extracting(TokenException::fault)
                .isEqualTo(TokenFault.CLAIMS);
    }

    private static Grant verify(String groups, Optional<String> group) throws Exception {
        VerificationKey key = VerificationKey.of(Optional.empty(), TestKeys.EC.getPublic());
        return new JwtVerifier(
                        () -> List.of(key),
                        new JwtRules(
                                Optional.empty(),
                                Set.of("proxy"),
                                group,
                                Duration.ZERO,
                                Optional.empty(),
                                Duration.ofMinutes(5)),
                        Clock.fixed(Grants.NOW, ZoneOffset.UTC))
                .verify(token(groups));
    }

    private static String token(String groups) throws JoseException {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue("ES256");
        signature.setKey(TestKeys.EC.getPrivate());
        signature.setPayload(
                """
                {"aud": "proxy", "iat": %d, "exp": %d, "imaged-uri": "https://host.example:54322",
                 "transfer-ticket": "%s", "groups": %s}"""
                        .formatted(
                                Grants.NOW.getEpochSecond(),
                                Grants.EXPIRES.getEpochSecond(),
                                Grants.TICKET.value(),
                                groups));
        return signature.getCompactSerialization();
    }

    /** What the library would write into the proxy's log. */
    private static final class Messages extends Handler {
        private final List<String> heard = new ArrayList<>();

        Messages() {
            setLevel(Level.INFO);
        }

        @Override
        public void publish(LogRecord message) {
            if (isLoggable(message)) {
                heard.add(message.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
