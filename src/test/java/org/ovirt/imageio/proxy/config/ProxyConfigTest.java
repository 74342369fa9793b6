// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyConfigTest {
    private static final String CA = "imageio.daemon.ca-file";
    private static final String FILE = "/etc/proxy.conf";
    private static final String SET = " (set in PropertiesConfigSource[source=" + FILE + "])";

    @TempDir private Path directory;

    private Path ca;

    @BeforeEach
    void aCaFile() throws IOException {
        ca = Files.createFile(directory.resolve("ca.pem"));
    }

    private static Config source(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(values, FILE, 100))
                .build();
    }

    private ProxyConfig read(String... keysAndValues) {
        Map<String, String> values = new HashMap<>(Map.of(CA, ca.toString()));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return ProxyConfig.read(source(values));
    }

    private void assertMistakes(ProxyConfigCall call, String... mistakes) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(call::read)
                .withMessage(
                        "The configuration of ovirt-imageio-proxy has mistakes:\n  "
                                + String.join("\n  ", mistakes));
    }

    private interface ProxyConfigCall {
        ProxyConfig read();
    }

    @Test
    void whatIsNotConfiguredHasADefault() {
        ProxyConfig config = read();
        assertThat(config.control())
                .isEqualTo(new ControlConfig(54324, Duration.ofMinutes(1), 10_000));
        assertThat(config.daemon())
                .isEqualTo(
                        new DaemonConfig(
                                ca,
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(1),
                                Duration.ofHours(6)));
    }

    @Test
    void everythingCanBeConfigured() {
        ProxyConfig config =
                read(
                        "imageio.control.port",
                        "1",
                        "imageio.control.remove-timeout",
                        "2",
                        "imageio.control.max-tickets",
                        "3",
                        "imageio.daemon.connect-timeout",
                        "4",
                        "imageio.daemon.read-timeout",
                        "5",
                        "imageio.daemon.operation-timeout",
                        "6");
        assertThat(config.control()).isEqualTo(new ControlConfig(1, Duration.ofSeconds(2), 3));
        assertThat(config.daemon())
                .isEqualTo(
                        new DaemonConfig(
                                ca,
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(6)));
    }

    @Test
    void theCaIsTheEnginesUnlessAnotherIsConfigured() {
        String path = "/etc/pki/ovirt-engine/ca.pem";
        if (Files.isReadable(Path.of(path))) {
            assertThat(ProxyConfig.read(source(Map.of())).daemon().caFile()).hasToString(path);
        } else {
            assertMistakes(
                    () -> ProxyConfig.read(source(Map.of())),
                    CA + " = " + path + ": there is no such file (the default)");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "imageio.control.port, 0, 65535",
        "imageio.control.remove-timeout, 1, 3600",
        "imageio.control.max-tickets, 1, 1000000",
        "imageio.daemon.connect-timeout, 1, 600",
        "imageio.daemon.read-timeout, 1, 3600",
        "imageio.daemon.operation-timeout, 1, 604800",
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

    @ParameterizedTest
    @ValueSource(strings = {"ten", "1.5", "10s", "0x10", "99999999999", "-"})
    void whatIsNoWholeNumberIsAMistake(String value) {
        assertMistakes(
                () -> read("imageio.daemon.read-timeout", value),
                "imageio.daemon.read-timeout = "
                        + value
                        + ": expected a whole number from 1 to 3600"
                        + SET);
    }

    @Test
    void spaceAroundAValueDoesNotMatter() {
        assertThat(read("imageio.control.port", " 77 ").control().port()).isEqualTo(77);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void anEmptyValueIsTheDefault(String value) {
        assertThat(read("imageio.control.port", value).control().port()).isEqualTo(54324);
    }

    @Test
    void aFileThatIsNotThereIsAMistake() {
        Path missing = directory.resolve("missing.pem");
        assertMistakes(
                () -> read(CA, missing.toString()),
                CA + " = " + missing + ": there is no such file" + SET);
    }

    @Test
    void aDirectoryIsNoFile() {
        assertMistakes(
                () -> read(CA, directory.toString()),
                CA + " = " + directory + ": there is no such file" + SET);
    }

    @Test
    void aPathThatNoFileCanHaveIsAMistake() {
        assertMistakes(() -> read(CA, "ca\0.pem"), CA + " = ca\0.pem: this is no path" + SET);
    }

    @Test
    void allMistakesAreToldAtOnceInTheOrderOfReading() {
        assertMistakes(
                () ->
                        read(
                                "imageio.daemon.read-timeout",
                                "soon",
                                CA,
                                "/missing",
                                "imageio.control.port",
                                "65536"),
                "imageio.control.port = 65536: expected a whole number from 0 to 65535" + SET,
                CA + " = /missing: there is no such file" + SET,
                "imageio.daemon.read-timeout = soon: expected a whole number from 1 to 3600" + SET);
    }

    @Test
    void aReferenceToNothingIsAMistake() {
        assertMistakes(
                () -> read("imageio.control.port", "${nowhere.set}"),
                "imageio.control.port = ${nowhere.set}: it refers to a value that is not set"
                        + SET);
    }
}
