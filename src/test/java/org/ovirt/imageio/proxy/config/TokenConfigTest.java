// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.proxy.config.Settings.SET;
import static org.ovirt.imageio.proxy.config.Settings.assertMistakes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenConfigTest {
    private static final String KEY = "mp.jwt.verify.publickey";
    private static final String LOCATION = "mp.jwt.verify.publickey.location";
    private static final String ALGORITHM = "mp.jwt.verify.publickey.algorithm";
    private static final String AUDIENCES = "mp.jwt.verify.audiences";
    private static final String CERTIFICATE = "imageio.token.engine-certificate";
    private static final String V1 = "imageio.token.signed-tickets-v1";

    @TempDir private Path directory;

    private Path keys;

    @BeforeEach
    void aFileOfKeys() throws IOException {
        keys = Files.createFile(directory.resolve("keys.pem"));
    }

    private static TokenConfig read(String... keysAndValues) {
        ConfigReader reader = Settings.reader(keysAndValues);
        TokenConfig config = TokenConfig.read(reader);
        reader.requireNoMistakes();
        return config;
    }

    @Test
    void noTokenIsAcceptedByDefault() {
        assertThat(read())
                .isEqualTo(
                        new TokenConfig(
                                Optional.empty(),
                                Optional.empty(),
                                Set.of(),
                                Optional.empty(),
                                Set.of("ovirt-imageio-proxy"),
                                Optional.empty(),
                                Duration.ofSeconds(30),
                                Optional.empty(),
                                Duration.ofDays(1),
                                Optional.empty(),
                                false));
        assertThat(read().isAnyAccepted()).isFalse();
    }

    @Test
    void everythingCanBeConfigured() throws IOException {
        Path certificate = Files.createFile(directory.resolve("engine.cer"));
        assertThat(
                        read(
                                LOCATION,
                                keys.toString(),
                                ALGORITHM,
                                "RS256, ES256",
                                "mp.jwt.verify.issuer",
                                "https://engine.example/",
                                AUDIENCES,
                                "one,two",
                                "imageio.token.group",
                                "image-users",
                                "mp.jwt.verify.clock.skew",
                                "1",
                                "mp.jwt.verify.token.age",
                                "2",
                                "imageio.token.max-lifetime",
                                "3",
                                CERTIFICATE,
                                certificate.toString(),
                                V1,
                                "true"))
                .isEqualTo(
                        new TokenConfig(
                                Optional.of(keys),
                                Optional.empty(),
                                Set.of("RS256", "ES256"),
                                Optional.of("https://engine.example/"),
                                Set.of("one", "two"),
                                Optional.of("image-users"),
                                Duration.ofSeconds(1),
                                Optional.of(Duration.ofSeconds(2)),
                                Duration.ofSeconds(3),
                                Optional.of(certificate),
                                true));
    }

    @Test
    void keysCanStandInTheConfiguration() {
        String pem = "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----";
        TokenConfig config = read(KEY, pem);
        assertThat(config.jwtKeyText()).contains(pem);
        assertThat(config.jwtKeys()).isEmpty();
    }

    @Test
    void anyKeyMakesTokensAccepted() {
        assertThat(read(KEY, "a key").isAnyAccepted()).isTrue();
        assertThat(read(LOCATION, keys.toString()).isAnyAccepted()).isTrue();
        assertThat(read(CERTIFICATE, keys.toString()).isAnyAccepted()).isTrue();
        assertThat(read(V1, "true").isAnyAccepted()).isFalse();
    }

    @Test
    void aTokenCanBeShownForItsLifetimeByTwoClocksThatDiffer() {
        assertThat(
                        read("imageio.token.max-lifetime", "90", "mp.jwt.verify.clock.skew", "10")
                                .longestUse())
                .isEqualTo(Duration.ofSeconds(110));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:", "file://"})
    void keysMayBeAtAFileUrl(String scheme) {
        assertThat(read(LOCATION, scheme + keys).jwtKeys()).contains(keys);
        assertThat(read(CERTIFICATE, scheme + keys).engineCertificate()).contains(keys);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://engine.example/jwks", "http://127.0.0.1/k", "classpath:keys.pem"})
    void keysComeFromFilesOnly(String url) {
        for (String key : new String[] {LOCATION, CERTIFICATE}) {
            assertMistakes(
                    () -> read(key, url),
                    key
                            + " = "
                            + url
                            + ": only files are read: expected a path or a file: URL"
                            + SET);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LOCATION, CERTIFICATE})
    void aFileThatIsNotThereIsAMistake(String key) {
        Path missing = directory.resolve("missing.pem");
        assertMistakes(
                () -> read(key, missing.toString()),
                key + " = " + missing + ": there is no such file" + SET);
    }

    @Test
    void keysInTwoPlacesAreAMistake() {
        assertMistakes(
                () -> read(KEY, "a key", LOCATION, keys.toString()),
                LOCATION
                        + " = "
                        + keys
                        + ": "
                        + KEY
                        + " is set too; only one of them can count"
                        + SET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "HS256", "RS512", "rs256", "RS256 ES256", "RS256,HS256", "RSA"})
    void anyOtherAlgorithmIsAMistake(String algorithms) {
        assertMistakes(
                () -> read(ALGORITHM, algorithms),
                ALGORITHM
                        + " = "
                        + algorithms
                        + ": expected a list of RS256, PS256 and ES256"
                        + SET);
    }

    @ParameterizedTest
    @ValueSource(strings = {ALGORITHM, AUDIENCES})
    void aListOfNothingIsAMistake(String key) {
        assertMistakes(
                () -> read(key, ","), key + " = ,: there is nothing between the commas" + SET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", "TRUE", "on"})
    void aSwitchIsTrueOrFalse(String value) {
        assertMistakes(
                () -> read(V1, value), V1 + " = " + value + ": expected true or false" + SET);
    }

    @ParameterizedTest
    @CsvSource({
        "mp.jwt.verify.clock.skew, 0, 3600",
        "mp.jwt.verify.token.age, 0, 31536000",
        "imageio.token.max-lifetime, 1, 31536000",
    })
    void numbersHaveBounds(String key, long min, long max) {
        assertThat(read(key, Long.toString(min))).isNotNull();
        assertThat(read(key, Long.toString(max))).isNotNull();
        String problem = ": expected a whole number from %d to %d".formatted(min, max) + SET;
        String below = Long.toString(min - 1);
        String above = Long.toString(max + 1);
        assertMistakes(() -> read(key, below), key + " = " + below + problem);
        assertMistakes(() -> read(key, above), key + " = " + above + problem);
    }

    @Test
    void allMistakesAreToldAtOnce() {
        assertMistakes(
                () -> read(ALGORITHM, "none", V1, "perhaps", CERTIFICATE, "https://e.example/"),
                ALGORITHM + " = none: expected a list of RS256, PS256 and ES256" + SET,
                CERTIFICATE
                        + " = https://e.example/: only files are read: expected a path or a file:"
                        + " URL"
                        + SET,
                V1 + " = perhaps: expected true or false" + SET);
    }
}
